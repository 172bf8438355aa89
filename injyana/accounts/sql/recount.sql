-- Every minute's plays by dimension and verdict, counted from the plays themselves.
SELECT counted.dimension, counted.id, date_trunc('minute', played_at) AS minute, verdict,
       count(*) AS plays, sum(duration_ms) AS ms
FROM play_events
CROSS JOIN LATERAL (VALUES ('song', song_id), ('artist', artist_id), ('station', station_id), ('venue', venue_id),
                           ('district', district), ('source_type', source_type), ('country', 'RW')) AS counted (dimension, id)
WHERE counted.id IS NOT NULL AND verdict <> 'duplicate'
GROUP BY counted.dimension, counted.id, minute, verdict
