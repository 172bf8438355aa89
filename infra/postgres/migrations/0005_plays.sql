-- depends: 0004_ledger
-- Ids are codes: compared byte by byte, which makes their indexes cheaper than the rules of a language.
-- No foreign key leads to or from play_events: one outgoing key costs a third of the ingest rate, one incoming key
-- blocks compression and the dropping of old chunks. References are checked in the pipeline.

DO $$
BEGIN
    EXECUTE $create$
        CREATE TABLE IF NOT EXISTS play_events (
            event_id uuid NOT NULL,
            played_at timestamptz NOT NULL,
            received_at timestamptz NOT NULL,
            recorded_at timestamptz NOT NULL DEFAULT now(),
            sent_at timestamptz,
            source_id text COLLATE "C" NOT NULL,
            source_type text NOT NULL CHECK (source_type IN ('phone', 'dj', 'venue', 'radio', 'streaming')),
            kind text NOT NULL,
            duration_ms integer NOT NULL CHECK (duration_ms > 0),
            skew_ms bigint NOT NULL DEFAULT 0,
            sequence bigint,
            lat double precision,
            lon double precision,
            accuracy_m real,
            district text COLLATE "C",
            venue_id text COLLATE "C",
            station_id text COLLATE "C",
            batch_id text NOT NULL,
            content_hash bigint NOT NULL,
            origin_topic text NOT NULL,
            origin_partition integer NOT NULL,
            origin_offset bigint NOT NULL,
            song_id text COLLATE "C" NOT NULL,
            artist_id text COLLATE "C" NOT NULL,
            isrc text,
            method text NOT NULL,
            confidence double precision NOT NULL,
            margin double precision,
            declared_title text,
            declared_artist text,
            declared_song_id text,
            fingerprint_hash bigint,
            index_version text NOT NULL,
            verdict text NOT NULL CHECK (verdict IN ('accepted', 'held', 'rejected', 'duplicate')),
            previous_verdict text,
            revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
            revised_at timestamptz,
            score double precision NOT NULL,
            reasons text[] NOT NULL DEFAULT '{}',
            scored_by text NOT NULL,
            trace_id text
        )
    $create$ || CASE WHEN timescale_loaded() THEN '' ELSE 'PARTITION BY RANGE (played_at)' END;
    IF timescale_loaded() THEN
        EXECUTE $hyper$
            SELECT create_hypertable('play_events', by_range('played_at', INTERVAL '1 day'),
                                     create_default_indexes => false, if_not_exists => true)
        $hyper$;
    END IF;
END
$$;

CREATE UNIQUE INDEX IF NOT EXISTS play_events_by_id ON play_events (event_id, played_at);
CREATE INDEX IF NOT EXISTS play_events_by_time ON play_events (played_at);
CREATE INDEX IF NOT EXISTS play_events_by_song ON play_events (song_id, played_at);
CREATE INDEX IF NOT EXISTS play_events_by_artist ON play_events (artist_id, played_at);
CREATE INDEX IF NOT EXISTS play_events_by_source ON play_events (source_id, played_at);
CREATE INDEX IF NOT EXISTS play_events_by_station ON play_events (station_id, played_at) WHERE station_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS play_events_by_venue ON play_events (venue_id, played_at) WHERE venue_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS play_events_by_district ON play_events (district, played_at) WHERE district IS NOT NULL;
CREATE INDEX IF NOT EXISTS play_events_to_review ON play_events (played_at) WHERE verdict = 'held';

COMMENT ON TABLE play_events IS 'Every play that counts or may count, once, with its newest verdict. A hypertable where TimescaleDB is loaded, else partitioned by UTC day of played_at.';
COMMENT ON COLUMN play_events.event_id IS 'UUID made by the source; unique alone in event_ledger.';
COMMENT ON COLUMN play_events.played_at IS 'When the music began to be heard, after correction of the source''s clock.';
COMMENT ON COLUMN play_events.received_at IS 'When the gateway received it.';
COMMENT ON COLUMN play_events.recorded_at IS 'When it was written here.';
COMMENT ON COLUMN play_events.sent_at IS 'The source''s own clock at sending.';
COMMENT ON COLUMN play_events.source_id IS 'Who reported it; pseudonymous.';
COMMENT ON COLUMN play_events.source_type IS 'What kind of source that is.';
COMMENT ON COLUMN play_events.kind IS 'What the report held: fingerprint, metadata or manual.';
COMMENT ON COLUMN play_events.duration_ms IS 'How long it was heard, in milliseconds.';
COMMENT ON COLUMN play_events.skew_ms IS 'How far the source''s clock was behind, in milliseconds.';
COMMENT ON COLUMN play_events.sequence IS 'The source''s own counter.';
COMMENT ON COLUMN play_events.lat IS 'Degrees north.';
COMMENT ON COLUMN play_events.lon IS 'Degrees east.';
COMMENT ON COLUMN play_events.accuracy_m IS 'Radius of the place in metres.';
COMMENT ON COLUMN play_events.district IS 'District of Rwanda.';
COMMENT ON COLUMN play_events.venue_id IS 'Where, if in a venue.';
COMMENT ON COLUMN play_events.station_id IS 'On which station, if on one.';
COMMENT ON COLUMN play_events.batch_id IS 'The upload it came with.';
COMMENT ON COLUMN play_events.content_hash IS 'First 64 bits of SHA-256 of what the source said.';
COMMENT ON COLUMN play_events.origin_topic IS 'Topic of the detection.';
COMMENT ON COLUMN play_events.origin_partition IS 'Partition of the detection.';
COMMENT ON COLUMN play_events.origin_offset IS 'Offset of the detection.';
COMMENT ON COLUMN play_events.song_id IS 'What was played.';
COMMENT ON COLUMN play_events.artist_id IS 'Whose it is.';
COMMENT ON COLUMN play_events.isrc IS 'International Standard Recording Code of the song.';
COMMENT ON COLUMN play_events.method IS 'How it was recognised: fingerprint, isrc, text or song_id.';
COMMENT ON COLUMN play_events.confidence IS 'How sure the recognition is, 0 to 1.';
COMMENT ON COLUMN play_events.margin IS 'How far the best song stood above the second.';
COMMENT ON COLUMN play_events.declared_title IS 'Title that the source declared.';
COMMENT ON COLUMN play_events.declared_artist IS 'Artist that the source declared.';
COMMENT ON COLUMN play_events.declared_song_id IS 'The song that the declaration alone matches.';
COMMENT ON COLUMN play_events.fingerprint_hash IS 'First 64 bits of SHA-256 of the fingerprint.';
COMMENT ON COLUMN play_events.index_version IS 'The catalogue that it was matched against.';
COMMENT ON COLUMN play_events.verdict IS 'accepted, held or rejected; duplicate only where a reviewer found it to be one.';
COMMENT ON COLUMN play_events.previous_verdict IS 'The verdict that the newest revision replaced.';
COMMENT ON COLUMN play_events.revision IS '0 from the fraud stage; each change of verdict adds one.';
COMMENT ON COLUMN play_events.revised_at IS 'When the verdict was last changed; null in revision 0.';
COMMENT ON COLUMN play_events.score IS '0 genuine to 1 fraudulent.';
COMMENT ON COLUMN play_events.reasons IS 'Codes of the rules behind a verdict other than accepted.';
COMMENT ON COLUMN play_events.scored_by IS 'Version of the rules.';
COMMENT ON COLUMN play_events.trace_id IS 'Trace that the detection came in with.';

CREATE OR REPLACE FUNCTION play_events_partitioned() RETURNS boolean LANGUAGE sql STABLE
RETURN (SELECT relkind = 'p' FROM pg_class WHERE oid = 'play_events'::regclass);
COMMENT ON FUNCTION play_events_partitioned() IS 'Whether play_events was made of native partitions; else it is a hypertable.';

CREATE OR REPLACE FUNCTION play_events_make_partitions(
    from_day date DEFAULT (now() AT TIME ZONE 'UTC')::date - 31,
    to_day date DEFAULT (now() AT TIME ZONE 'UTC')::date + 7
) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    day date;
    name text;
    made integer := 0;
BEGIN
    IF NOT play_events_partitioned() THEN
        RETURN 0;
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('play_events_make_partitions', 0));
    FOR day IN SELECT generate_series(from_day, to_day, INTERVAL '1 day')::date LOOP
        name := 'play_events_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass(name) IS NOT NULL;
        -- CREATE … PARTITION OF would stop all readers and writers; ATTACH of a new table does not.
        EXECUTE format('CREATE TABLE %I (LIKE play_events INCLUDING ALL)', name);
        EXECUTE format('ALTER TABLE play_events ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                       name, day::text || ' 00:00+00', (day + 1)::text || ' 00:00+00');
        EXECUTE format('COMMENT ON TABLE %I IS %L', name, 'Plays of the UTC day ' || day);
        made := made + 1;
    END LOOP;
    RETURN made;
END
$$;
COMMENT ON FUNCTION play_events_make_partitions(date, date) IS
    'Makes the missing daily partitions of both days and those between, and says how many; without arguments, of every day that a play may be of: 30 days back and some ahead. Does nothing on a hypertable.';

CREATE OR REPLACE FUNCTION play_events_retention() RETURNS interval LANGUAGE sql IMMUTABLE
RETURN INTERVAL '5 years';
COMMENT ON FUNCTION play_events_retention() IS
    'How long single plays are kept: past the three years in which money may be claimed, with room for an audit.';

CREATE OR REPLACE FUNCTION play_events_drop_expired() RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    name regclass;
    dropped integer := 0;
BEGIN
    IF NOT play_events_partitioned() THEN
        RETURN 0;
    END IF;
    FOR name IN
        SELECT inhrelid::regclass FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid
        WHERE inhparent = 'play_events'::regclass
          AND relname < 'play_events_' || to_char((now() - play_events_retention()) AT TIME ZONE 'UTC', 'YYYYMMDD')
    LOOP
        EXECUTE format('DROP TABLE %s', name);
        dropped := dropped + 1;
    END LOOP;
    RETURN dropped;
END
$$;
COMMENT ON FUNCTION play_events_drop_expired() IS
    'Drops the partitions whose plays are all older than play_events_retention(), and says how many. Does nothing on a hypertable, whose policy does it.';

CREATE OR REPLACE FUNCTION storage_problem() RETURNS text LANGUAGE sql STABLE
RETURN CASE WHEN NOT play_events_partitioned() AND NOT timescale_loaded() THEN
    'play_events is a hypertable, but TimescaleDB is no longer preloaded: plays would silently go to its root table. '
    'Put timescaledb back into shared_preload_libraries and restart PostgreSQL.'
END;
COMMENT ON FUNCTION storage_problem() IS 'Why nothing may be written now, or null. Writers ask at each connection.';

SELECT play_events_make_partitions();
