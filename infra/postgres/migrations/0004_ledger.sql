-- depends: 0003_catalogue

CREATE TABLE IF NOT EXISTS event_ledger (
    event_id uuid PRIMARY KEY,
    outcome text NOT NULL CHECK (outcome IN ('play', 'unrecognised')),
    played_at timestamptz NOT NULL,
    content_hash bigint NOT NULL,
    verdict text CHECK (verdict IN ('accepted', 'held', 'rejected', 'duplicate')),
    revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0),
    CONSTRAINT event_ledger_plays_have_a_verdict CHECK ((outcome = 'play') = (verdict IS NOT NULL))
) WITH (fillfactor = 90);
COMMENT ON TABLE event_ledger IS 'Each event id once: what makes a play count once, whatever is sent or read again.';
COMMENT ON COLUMN event_ledger.event_id IS 'UUID made by the source.';
COMMENT ON COLUMN event_ledger.outcome IS 'What the id stands for. unrecognised may become play when a song is added later, never the reverse.';
COMMENT ON COLUMN event_ledger.played_at IS 'Event time; with event_id the key of play_events.';
COMMENT ON COLUMN event_ledger.content_hash IS 'First 64 bits of SHA-256 of what the source said; another one under the same id is a conflict.';
COMMENT ON COLUMN event_ledger.verdict IS 'The verdict of the newest revision; null while unrecognised.';
COMMENT ON COLUMN event_ledger.revision IS 'The newest revision that was applied.';

CREATE TABLE IF NOT EXISTS sink_offsets (
    sink text NOT NULL,
    topic text NOT NULL,
    partition integer NOT NULL CHECK (partition >= 0),
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    changed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sink, topic, partition)
) WITH (fillfactor = 50);
COMMENT ON TABLE sink_offsets IS 'How far each sink has written each partition; moved in the transaction that writes.';
COMMENT ON COLUMN sink_offsets.sink IS 'The consumer group.';
COMMENT ON COLUMN sink_offsets.topic IS 'The topic that is read.';
COMMENT ON COLUMN sink_offsets.partition IS 'The partition of it.';
COMMENT ON COLUMN sink_offsets.next_offset IS 'Everything below is written.';
COMMENT ON COLUMN sink_offsets.changed_at IS 'When it last moved.';

-- Ids are codes: compared byte by byte, which makes their indexes cheaper than the rules of a language.
CREATE TABLE IF NOT EXISTS play_rollups (
    dimension text COLLATE "C" NOT NULL CHECK (dimension IN ('song', 'artist', 'station', 'venue', 'district', 'source_type', 'country')),
    period text COLLATE "C" NOT NULL CHECK (period IN ('hour', 'day')),
    start timestamptz NOT NULL,
    id text COLLATE "C" NOT NULL,
    accepted_plays bigint NOT NULL DEFAULT 0 CHECK (accepted_plays >= 0),
    accepted_ms bigint NOT NULL DEFAULT 0 CHECK (accepted_ms >= 0),
    held_plays bigint NOT NULL DEFAULT 0 CHECK (held_plays >= 0),
    held_ms bigint NOT NULL DEFAULT 0 CHECK (held_ms >= 0),
    rejected_plays bigint NOT NULL DEFAULT 0 CHECK (rejected_plays >= 0),
    rejected_ms bigint NOT NULL DEFAULT 0 CHECK (rejected_ms >= 0),
    PRIMARY KEY (dimension, period, start, id)
) WITH (fillfactor = 70);
CREATE INDEX IF NOT EXISTS play_rollups_by_id ON play_rollups (dimension, id, period, start);
COMMENT ON TABLE play_rollups IS 'Plays and time heard by verdict, per hour and per day, kept by the transaction that writes the plays. The key serves top lists of a window, the index one id''s history.';
COMMENT ON COLUMN play_rollups.dimension IS 'What is counted.';
COMMENT ON COLUMN play_rollups.period IS 'Length of the window.';
COMMENT ON COLUMN play_rollups.start IS 'Start of the window in event time; days begin at midnight in Africa/Kigali.';
COMMENT ON COLUMN play_rollups.id IS 'Which song, artist, station, venue, district, source type, or RW.';
COMMENT ON COLUMN play_rollups.accepted_plays IS 'Plays accepted.';
COMMENT ON COLUMN play_rollups.accepted_ms IS 'Milliseconds heard of plays accepted.';
COMMENT ON COLUMN play_rollups.held_plays IS 'Plays that wait for a reviewer.';
COMMENT ON COLUMN play_rollups.held_ms IS 'Milliseconds heard of plays held.';
COMMENT ON COLUMN play_rollups.rejected_plays IS 'Plays rejected.';
COMMENT ON COLUMN play_rollups.rejected_ms IS 'Milliseconds heard of plays rejected.';

CREATE TABLE IF NOT EXISTS fraud_flags (
    flag_id text PRIMARY KEY,
    event_id uuid NOT NULL,
    source_id text NOT NULL,
    song_id text NOT NULL,
    played_at timestamptz NOT NULL,
    rule text NOT NULL,
    severity text NOT NULL CHECK (severity IN ('hold', 'reject')),
    score double precision NOT NULL,
    evidence text NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    rules_version text NOT NULL,
    origin_topic text NOT NULL,
    origin_partition integer NOT NULL,
    origin_offset bigint NOT NULL,
    trace_id text,
    recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS fraud_flags_by_event ON fraud_flags (event_id);
CREATE INDEX IF NOT EXISTS fraud_flags_by_source ON fraud_flags (source_id, played_at);
CREATE INDEX IF NOT EXISTS fraud_flags_by_rule ON fraud_flags (rule, played_at);
CREATE INDEX IF NOT EXISTS fraud_flags_by_song ON fraud_flags (song_id, played_at);
CREATE INDEX IF NOT EXISTS fraud_flags_by_time ON fraud_flags (played_at);
COMMENT ON TABLE fraud_flags IS 'One row for each fraud rule that a play hit.';
COMMENT ON COLUMN fraud_flags.flag_id IS 'UUIDv5 of the event and the rule.';
COMMENT ON COLUMN fraud_flags.event_id IS 'The play.';
COMMENT ON COLUMN fraud_flags.source_id IS 'Who reported it.';
COMMENT ON COLUMN fraud_flags.song_id IS 'What was played.';
COMMENT ON COLUMN fraud_flags.played_at IS 'Event time.';
COMMENT ON COLUMN fraud_flags.rule IS 'Code of the rule.';
COMMENT ON COLUMN fraud_flags.severity IS 'What the rule asks for.';
COMMENT ON COLUMN fraud_flags.score IS '0 genuine to 1 fraudulent.';
COMMENT ON COLUMN fraud_flags.evidence IS 'What was seen, in one sentence.';
COMMENT ON COLUMN fraud_flags.details IS 'The figures behind the sentence.';
COMMENT ON COLUMN fraud_flags.rules_version IS 'Version of the rules.';
COMMENT ON COLUMN fraud_flags.origin_topic IS 'Topic of the detection.';
COMMENT ON COLUMN fraud_flags.origin_partition IS 'Partition of the detection.';
COMMENT ON COLUMN fraud_flags.origin_offset IS 'Offset of the detection.';
COMMENT ON COLUMN fraud_flags.trace_id IS 'Trace that the detection came in with.';
COMMENT ON COLUMN fraud_flags.recorded_at IS 'When it was written here.';

CREATE TABLE IF NOT EXISTS unrecognised_plays (
    event_id uuid PRIMARY KEY,
    source_id text NOT NULL,
    source_type text NOT NULL,
    kind text NOT NULL,
    played_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    duration_ms integer NOT NULL CHECK (duration_ms > 0),
    sent_at timestamptz,
    skew_ms bigint NOT NULL DEFAULT 0,
    sequence bigint,
    lat double precision,
    lon double precision,
    accuracy_m real,
    district text,
    venue_id text,
    station_id text,
    title text,
    artist text,
    album text,
    isrc text,
    song_id text,
    algorithm text,
    profile text,
    fingerprint bytea,
    fingerprint_offset_ms integer,
    content_hash bigint NOT NULL,
    reason text NOT NULL,
    index_version text NOT NULL,
    batch_id text NOT NULL,
    origin_topic text NOT NULL,
    origin_partition integer NOT NULL,
    origin_offset bigint NOT NULL,
    trace_id text,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    resolved_at timestamptz
);
CREATE INDEX IF NOT EXISTS unrecognised_plays_waiting ON unrecognised_plays (played_at) WHERE resolved_at IS NULL;
CREATE INDEX IF NOT EXISTS unrecognised_plays_by_source ON unrecognised_plays (source_id, played_at);
CREATE INDEX IF NOT EXISTS unrecognised_plays_by_batch ON unrecognised_plays (batch_id);
COMMENT ON TABLE unrecognised_plays IS 'Detections that matched no song, kept so that a song that is added later can still be paid.';
COMMENT ON COLUMN unrecognised_plays.event_id IS 'UUID made by the source.';
COMMENT ON COLUMN unrecognised_plays.source_id IS 'Who reported it.';
COMMENT ON COLUMN unrecognised_plays.source_type IS 'What kind of source that is.';
COMMENT ON COLUMN unrecognised_plays.kind IS 'fingerprint, metadata or manual.';
COMMENT ON COLUMN unrecognised_plays.played_at IS 'Event time.';
COMMENT ON COLUMN unrecognised_plays.received_at IS 'When the gateway received it.';
COMMENT ON COLUMN unrecognised_plays.duration_ms IS 'How long it was heard, in milliseconds.';
COMMENT ON COLUMN unrecognised_plays.sent_at IS 'The source''s own clock at sending.';
COMMENT ON COLUMN unrecognised_plays.skew_ms IS 'How far the source''s clock was behind, in milliseconds.';
COMMENT ON COLUMN unrecognised_plays.sequence IS 'The source''s own counter.';
COMMENT ON COLUMN unrecognised_plays.lat IS 'Degrees north.';
COMMENT ON COLUMN unrecognised_plays.lon IS 'Degrees east.';
COMMENT ON COLUMN unrecognised_plays.accuracy_m IS 'Radius of the place in metres.';
COMMENT ON COLUMN unrecognised_plays.district IS 'District of Rwanda.';
COMMENT ON COLUMN unrecognised_plays.venue_id IS 'Where, if in a venue.';
COMMENT ON COLUMN unrecognised_plays.station_id IS 'On which station, if on one.';
COMMENT ON COLUMN unrecognised_plays.title IS 'Title as declared.';
COMMENT ON COLUMN unrecognised_plays.artist IS 'Artist as declared.';
COMMENT ON COLUMN unrecognised_plays.album IS 'Album as declared.';
COMMENT ON COLUMN unrecognised_plays.isrc IS 'ISRC as declared.';
COMMENT ON COLUMN unrecognised_plays.song_id IS 'Song as logged by hand, where the catalogue does not hold it.';
COMMENT ON COLUMN unrecognised_plays.algorithm IS 'Algorithm of the fingerprint.';
COMMENT ON COLUMN unrecognised_plays.profile IS 'Profile of the fingerprint: line or mic.';
COMMENT ON COLUMN unrecognised_plays.fingerprint IS 'The fingerprint as it was sent.';
COMMENT ON COLUMN unrecognised_plays.fingerprint_offset_ms IS 'Where in the listening the fingerprint begins, in milliseconds.';
COMMENT ON COLUMN unrecognised_plays.content_hash IS 'First 64 bits of SHA-256 of what the source said.';
COMMENT ON COLUMN unrecognised_plays.reason IS 'Why nothing matched.';
COMMENT ON COLUMN unrecognised_plays.index_version IS 'The catalogue that it was matched against.';
COMMENT ON COLUMN unrecognised_plays.batch_id IS 'The upload it came with.';
COMMENT ON COLUMN unrecognised_plays.origin_topic IS 'Topic of the detection.';
COMMENT ON COLUMN unrecognised_plays.origin_partition IS 'Partition of the detection.';
COMMENT ON COLUMN unrecognised_plays.origin_offset IS 'Offset of the detection.';
COMMENT ON COLUMN unrecognised_plays.trace_id IS 'Trace that the detection came in with.';
COMMENT ON COLUMN unrecognised_plays.recorded_at IS 'When it was written here.';
COMMENT ON COLUMN unrecognised_plays.resolved_at IS 'When a later match made it a play; null while it waits.';

CREATE TABLE IF NOT EXISTS dead_letters (
    origin_topic text NOT NULL,
    origin_partition integer NOT NULL,
    origin_offset bigint NOT NULL,
    event_id uuid,
    stage text NOT NULL,
    error text NOT NULL,
    message text NOT NULL,
    attempts integer NOT NULL DEFAULT 1,
    key bytea,
    value bytea,
    headers jsonb NOT NULL DEFAULT '[]',
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (origin_topic, origin_partition, origin_offset)
);
CREATE INDEX IF NOT EXISTS dead_letters_by_event ON dead_letters (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS dead_letters_by_stage ON dead_letters (stage, recorded_at);
COMMENT ON TABLE dead_letters IS 'Records of the .dlq topics: what could never be processed, as it was.';
COMMENT ON COLUMN dead_letters.origin_topic IS 'The topic where the record lay when it was refused.';
COMMENT ON COLUMN dead_letters.origin_partition IS 'Its partition there.';
COMMENT ON COLUMN dead_letters.origin_offset IS 'Its offset there; topic, partition and offset make a record sent twice one row.';
COMMENT ON COLUMN dead_letters.event_id IS 'The event id, where that much was known.';
COMMENT ON COLUMN dead_letters.stage IS 'Who refused it.';
COMMENT ON COLUMN dead_letters.error IS 'Class of the error.';
COMMENT ON COLUMN dead_letters.message IS 'What the error said.';
COMMENT ON COLUMN dead_letters.attempts IS 'How often it was tried.';
COMMENT ON COLUMN dead_letters.key IS 'The original key.';
COMMENT ON COLUMN dead_letters.value IS 'The original bytes.';
COMMENT ON COLUMN dead_letters.headers IS 'All headers as [name, text] pairs, in order.';
COMMENT ON COLUMN dead_letters.recorded_at IS 'When it was written here.';

CREATE TABLE IF NOT EXISTS event_conflicts (
    topic text NOT NULL,
    partition integer NOT NULL,
    record_offset bigint NOT NULL,
    event_id uuid NOT NULL,
    held_hash bigint NOT NULL,
    given_hash bigint NOT NULL,
    played_at timestamptz NOT NULL,
    source_id text NOT NULL,
    batch_id text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (topic, partition, record_offset)
);
CREATE INDEX IF NOT EXISTS event_conflicts_by_event ON event_conflicts (event_id);
CREATE INDEX IF NOT EXISTS event_conflicts_by_source ON event_conflicts (source_id, recorded_at);
COMMENT ON TABLE event_conflicts IS 'Records that came under an id the ledger holds with other content. They count nowhere.';
COMMENT ON COLUMN event_conflicts.topic IS 'Where the record lies.';
COMMENT ON COLUMN event_conflicts.partition IS 'Its partition.';
COMMENT ON COLUMN event_conflicts.record_offset IS 'Its offset.';
COMMENT ON COLUMN event_conflicts.event_id IS 'The id that both claim.';
COMMENT ON COLUMN event_conflicts.held_hash IS 'content_hash in the ledger.';
COMMENT ON COLUMN event_conflicts.given_hash IS 'content_hash of this record.';
COMMENT ON COLUMN event_conflicts.played_at IS 'Event time that this record claims.';
COMMENT ON COLUMN event_conflicts.source_id IS 'Who reported it.';
COMMENT ON COLUMN event_conflicts.batch_id IS 'The upload it came with.';
COMMENT ON COLUMN event_conflicts.recorded_at IS 'When it was written here.';
