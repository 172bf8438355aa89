-- A key and whose it is, whether or not it still counts.
SELECT source_id, replaced_at FROM device_keys WHERE thumbprint = %(thumbprint)s
