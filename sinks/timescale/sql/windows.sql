-- The moves of {moves}_moves summed by hour and by day and by the dimensions of kernel/dimensions.py.
-- Days of Africa/Kigali hold whole hours of UTC, so that days are summed from hours.
CREATE TEMP VIEW {moves}_windows AS
WITH moves AS (
    SELECT date_trunc('hour', played_at, 'UTC') AS hour, song_id, artist_id, source_type, station_id, venue_id, district,
           (verdict = 'accepted')::int * sign AS accepted, (verdict = 'held')::int * sign AS held,
           (verdict = 'rejected')::int * sign AS rejected, duration_ms AS ms
    FROM {moves}_moves WHERE verdict <> 'duplicate'
), hours AS (
    SELECT d.dimension, d.id, m.hour AS start,
           sum(accepted) AS accepted_plays, sum(accepted * ms) AS accepted_ms,
           sum(held) AS held_plays, sum(held * ms) AS held_ms,
           sum(rejected) AS rejected_plays, sum(rejected * ms) AS rejected_ms
    FROM moves m CROSS JOIN LATERAL (VALUES
        ('song', m.song_id), ('artist', m.artist_id), ('source_type', m.source_type), ('country', 'RW'),
        ('station', m.station_id), ('venue', m.venue_id), ('district', m.district)
    ) AS d (dimension, id)
    WHERE d.id <> ''
    GROUP BY d.dimension, d.id, m.hour
)
SELECT dimension, 'hour' AS period, start, id,
       accepted_plays, accepted_ms, held_plays, held_ms, rejected_plays, rejected_ms
FROM hours
UNION ALL
SELECT dimension, 'day', date_trunc('day', start, 'Africa/Kigali'), id,
       sum(accepted_plays), sum(accepted_ms), sum(held_plays), sum(held_ms), sum(rejected_plays), sum(rejected_ms)
FROM hours
GROUP BY dimension, date_trunc('day', start, 'Africa/Kigali'), id
