SELECT source_id AS device_id, source_type, name, standing, district, created_at AS registered_at, changed_at
FROM devices WHERE owner_id = %(user_id)s ORDER BY source_id
