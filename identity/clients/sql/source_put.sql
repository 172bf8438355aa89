-- The source that a program speaks as: made, or taken with the stations that it may report of.
INSERT INTO devices (source_id, source_type, name, stations, created_at, changed_at)
VALUES (%(source_id)s, %(source_type)s, %(name)s, %(stations)s, %(now)s, %(now)s)
ON CONFLICT (source_id) DO UPDATE SET stations = excluded.stations, changed_at = excluded.changed_at
WHERE devices.source_type = excluded.source_type AND devices.standing <> 'revoked'
  AND NOT EXISTS (SELECT FROM device_keys k WHERE k.source_id = devices.source_id AND k.replaced_at IS NULL)
