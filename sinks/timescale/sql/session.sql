-- What a batch is copied into before it is judged; empty at the start of every transaction.
CREATE TEMP TABLE staged_plays (LIKE play_events INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_revisions (LIKE play_events INCLUDING DEFAULTS, was text NOT NULL) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE moved_plays (
    song_id text NOT NULL, artist_id text NOT NULL, source_type text NOT NULL, station_id text, venue_id text,
    district text, played_at timestamptz NOT NULL, duration_ms integer NOT NULL, verdict text NOT NULL, was text NOT NULL
) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_unrecognised (LIKE unrecognised_plays INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_flags (LIKE fraud_flags INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;
CREATE TEMP TABLE staged_letters (LIKE dead_letters INCLUDING DEFAULTS) ON COMMIT DELETE ROWS;

-- How plays move the counts: a new one adds to its verdict, a revised one also takes from the verdict before.
CREATE TEMP VIEW new_moves AS
    SELECT song_id, artist_id, source_type, station_id, venue_id, district, played_at, duration_ms, verdict, 1 AS sign
    FROM staged_plays;
CREATE TEMP VIEW revised_moves AS
    SELECT song_id, artist_id, source_type, station_id, venue_id, district, played_at, duration_ms, verdict, 1 AS sign
    FROM moved_plays
    UNION ALL
    SELECT song_id, artist_id, source_type, station_id, venue_id, district, played_at, duration_ms, was, -1
    FROM moved_plays;
