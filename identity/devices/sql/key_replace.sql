UPDATE device_keys SET replaced_at = %(now)s
WHERE source_id = %(source_id)s AND replaced_at IS NULL AND thumbprint <> %(thumbprint)s
