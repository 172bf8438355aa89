-- What is copied here before it goes to its tables; empty at the start of every transaction.
CREATE TEMP TABLE staged_plays (LIKE play_events INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_revisions (LIKE play_events INCLUDING DEFAULTS, was text NOT NULL) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE moved_plays (
    song_id text NOT NULL, artist_id text NOT NULL, source_type text NOT NULL, station_id text, venue_id text,
    district text, played_at timestamptz NOT NULL, duration_ms integer NOT NULL, verdict text NOT NULL, was text NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_unrecognised (LIKE unrecognised_plays INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_flags (LIKE fraud_flags INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_findings (LIKE fraud_findings INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_letters (LIKE dead_letters INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;

-- How a revised play moves the counts: it adds to its verdict and takes from the one before.
CREATE TEMP VIEW revised_moves AS
    SELECT song_id, artist_id, source_type, station_id, venue_id, district, played_at, duration_ms, verdict, 1 AS sign
    FROM moved_plays
    UNION ALL
    SELECT song_id, artist_id, source_type, station_id, venue_id, district, played_at, duration_ms, was, -1
    FROM moved_plays;

-- Those moves summed by hour and by day and by the dimensions of kernel/dimensions.py.
-- Days of Africa/Kigali hold whole hours of UTC, so that days are summed from hours.
CREATE TEMP VIEW revised_windows AS
WITH moves AS (
    SELECT date_trunc('hour', played_at, 'UTC') AS hour, song_id, artist_id, source_type, station_id, venue_id, district,
           (verdict = 'accepted')::int * sign AS accepted, (verdict = 'held')::int * sign AS held,
           (verdict = 'rejected')::int * sign AS rejected, duration_ms AS ms
    FROM revised_moves WHERE verdict <> 'duplicate'
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
