SELECT d.name, d.standing, k.thumbprint
FROM devices d LEFT JOIN device_keys k ON k.source_id = d.source_id AND k.replaced_at IS NULL
WHERE d.source_id = %(source_id)s
