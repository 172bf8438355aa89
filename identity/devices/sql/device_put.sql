-- A device as an administrator provides it: made, or what is known of it changed; its standing stays.
INSERT INTO devices (source_id, source_type, name, stations, venues, district, plays_per_minute, created_at, changed_at)
VALUES (%(source_id)s, %(source_type)s, %(name)s, %(stations)s, %(venues)s, %(district)s, %(plays_per_minute)s, %(now)s,
    %(now)s)
ON CONFLICT (source_id) DO UPDATE SET
    name = excluded.name, stations = excluded.stations, venues = excluded.venues, district = excluded.district,
    plays_per_minute = excluded.plays_per_minute, changed_at = excluded.changed_at
WHERE devices.source_type = excluded.source_type AND devices.standing <> 'revoked'
