-- The source that a program speaks as: made, or taken with what is said of it here.
INSERT INTO devices (source_id, source_type, name, stations, district, plays_per_minute, created_at, changed_at)
VALUES (%(source_id)s, %(source_type)s, %(name)s, %(stations)s, %(district)s, %(plays_per_minute)s, %(now)s, %(now)s)
ON CONFLICT (source_id) DO UPDATE SET
    stations = excluded.stations, district = excluded.district, plays_per_minute = excluded.plays_per_minute,
    changed_at = excluded.changed_at
WHERE devices.source_type = excluded.source_type AND devices.standing <> 'revoked'
  AND NOT EXISTS (SELECT FROM device_keys k WHERE k.source_id = devices.source_id AND k.replaced_at IS NULL)
