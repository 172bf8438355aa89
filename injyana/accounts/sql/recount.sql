-- Every minute's plays by dimension and verdict, counted from the plays themselves, between two moments.
SELECT counted.dimension, counted.id, date_trunc('minute', played_at) AS minute, verdict,
       count(*) AS plays, sum(duration_ms) AS ms
FROM play_events
CROSS JOIN LATERAL (VALUES ('song', song_id), ('artist', artist_id), ('station', station_id), ('venue', venue_id),
                           ('district', district), ('source_type', source_type), ('country', 'RW')) AS counted (dimension, id)
WHERE counted.id <> '' AND verdict <> 'duplicate' AND played_at >= %(since)s AND played_at < %(until)s
GROUP BY counted.dimension, counted.id, minute, verdict
