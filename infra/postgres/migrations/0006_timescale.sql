-- depends: 0005_plays
-- Compression, continuous aggregates and policies need TimescaleDB's community licence. Each step is tried by itself
-- and left out with a notice where the build lacks it.

CREATE OR REPLACE FUNCTION timescale_try(what text, statement text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    IF play_events_partitioned() THEN
        RETURN false;
    END IF;
    EXECUTE statement;
    RETURN true;
EXCEPTION WHEN feature_not_supported OR undefined_function OR undefined_object OR invalid_parameter_value THEN
    RAISE NOTICE '% is left out: %', what, SQLERRM;
    RETURN false;
END
$$;
COMMENT ON FUNCTION timescale_try(text, text) IS
    'Runs a statement that not every TimescaleDB has; says whether it ran. False without an attempt on plain PostgreSQL.';

-- segmentby stays empty: with a segment column a late batch of 5,000 rows takes seconds instead of 0.12 s.
SELECT timescale_try('compression', $$
    ALTER TABLE play_events SET (timescaledb.compress, timescaledb.compress_segmentby = '',
                                 timescaledb.compress_orderby = 'played_at')
$$);
-- What is compressed later than the 30 days of late uploads is hardly ever written again.
SELECT timescale_try('the compression policy', $$
    SELECT add_compression_policy('play_events', INTERVAL '32 days', if_not_exists => true)
$$);
SELECT timescale_try('the retention policy', $$
    SELECT add_retention_policy('play_events', play_events_retention(), if_not_exists => true)
$$);
SELECT timescale_try('the continuous aggregate', $$
    CREATE MATERIALIZED VIEW IF NOT EXISTS plays_by_minute WITH (timescaledb.continuous) AS
    SELECT time_bucket(INTERVAL '1 minute', played_at) AS minute, source_type, district, station_id, verdict,
           count(*) AS plays, sum(duration_ms) AS ms
    FROM play_events GROUP BY 1, 2, 3, 4, 5
    WITH NO DATA
$$);
-- Shorter than the retention, or a refresh would delete what stands for dropped chunks.
SELECT timescale_try('the refresh policy', $$
    SELECT add_continuous_aggregate_policy('plays_by_minute', start_offset => INTERVAL '32 days',
        end_offset => INTERVAL '2 minutes', schedule_interval => INTERVAL '1 minute', if_not_exists => true)
$$);

DO $$
BEGIN
    IF to_regclass('plays_by_minute') IS NULL THEN
        CREATE VIEW plays_by_minute AS
        SELECT date_trunc('minute', played_at) AS minute, source_type, district, station_id, verdict,
               count(*) AS plays, sum(duration_ms) AS ms
        FROM play_events GROUP BY 1, 2, 3, 4, 5;
    END IF;
END
$$;

COMMENT ON VIEW plays_by_minute IS 'Plays and time heard by minute, for charts. Never for money: a continuous aggregate lags.';
COMMENT ON COLUMN plays_by_minute.minute IS 'Start of the minute in event time.';
COMMENT ON COLUMN plays_by_minute.source_type IS 'What kind of source reported.';
COMMENT ON COLUMN plays_by_minute.district IS 'District of Rwanda.';
COMMENT ON COLUMN plays_by_minute.station_id IS 'On which station, if on one.';
COMMENT ON COLUMN plays_by_minute.verdict IS 'accepted, held or rejected.';
COMMENT ON COLUMN plays_by_minute.plays IS 'How many plays.';
COMMENT ON COLUMN plays_by_minute.ms IS 'Milliseconds heard.';
