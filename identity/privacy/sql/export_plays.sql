SELECT p.event_id, p.played_at, p.received_at, p.source_id AS device_id, p.duration_ms, p.lat, p.lon, p.accuracy_m,
    p.district, p.song_id, p.artist_id, p.declared_title, p.declared_artist, p.verdict
FROM play_events p JOIN devices d ON d.source_id = p.source_id
WHERE d.owner_id = %(user_id)s
UNION ALL
SELECT u.event_id, u.played_at, u.received_at, u.source_id, u.duration_ms, u.lat, u.lon, u.accuracy_m,
    u.district, NULL, NULL, u.title, u.artist, 'unrecognised'
FROM unrecognised_plays u JOIN devices d ON d.source_id = u.source_id
WHERE d.owner_id = %(user_id)s
ORDER BY played_at, event_id
