-- TimescaleDB is used where the server has loaded it; elsewhere the same tables are made of native partitions.
-- pg_available_extensions does not tell: CREATE EXTENSION without preload kills the connection.

CREATE OR REPLACE FUNCTION timescale_loaded() RETURNS boolean LANGUAGE sql STABLE
RETURN current_setting('timescaledb.max_background_workers', true) IS NOT NULL;

COMMENT ON FUNCTION timescale_loaded() IS 'Whether the server has TimescaleDB preloaded, so that it can be used.';

DO $$
BEGIN
    IF timescale_loaded() THEN
        EXECUTE 'CREATE EXTENSION IF NOT EXISTS timescaledb';
    ELSE
        RAISE NOTICE 'TimescaleDB is not preloaded: play_events will be made of native range partitions';
    END IF;
END
$$;
