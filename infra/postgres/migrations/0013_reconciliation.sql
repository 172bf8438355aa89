-- depends: 0011_fraud_models

CREATE TABLE IF NOT EXISTS reconciliations (
    run_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    began_at timestamptz NOT NULL,
    ended_at timestamptz NOT NULL,
    again_from timestamptz,
    detections bigint NOT NULL CHECK (detections >= 0),
    in_flight bigint NOT NULL CHECK (in_flight >= 0),
    figures bigint NOT NULL CHECK (figures >= 0),
    gaps integer NOT NULL CHECK (gaps >= 0),
    mended integer NOT NULL CHECK (mended >= 0),
    waits_for text[] NOT NULL DEFAULT '{}'
);
COMMENT ON TABLE reconciliations IS 'Every run of the reconciliation.';
COMMENT ON COLUMN reconciliations.run_id IS 'In the order of their ends.';
COMMENT ON COLUMN reconciliations.began_at IS 'When it began.';
COMMENT ON COLUMN reconciliations.ended_at IS 'When its results were written.';
COMMENT ON COLUMN reconciliations.again_from IS 'Detections received from then on were read again; null where only new ones were read.';
COMMENT ON COLUMN reconciliations.detections IS 'Accepted detections that were read.';
COMMENT ON COLUMN reconciliations.in_flight IS 'Of these, those that lay behind what the stages had passed.';
COMMENT ON COLUMN reconciliations.figures IS 'Totals that were counted from the plays and compared.';
COMMENT ON COLUMN reconciliations.gaps IS 'Gaps that were open at its end.';
COMMENT ON COLUMN reconciliations.mended IS 'Totals that it corrected.';
COMMENT ON COLUMN reconciliations.waits_for IS 'Processes that were too far behind, so that what depends on them was not compared.';

CREATE TABLE IF NOT EXISTS reconciliation_positions (
    topic text NOT NULL,
    partition integer NOT NULL CHECK (partition >= 0),
    next_offset bigint NOT NULL CHECK (next_offset >= 0),
    PRIMARY KEY (topic, partition)
);
COMMENT ON TABLE reconciliation_positions IS 'How far the accepted detections are accounted for; moved in the transaction that writes the accounts.';
COMMENT ON COLUMN reconciliation_positions.topic IS 'A topic of detections.';
COMMENT ON COLUMN reconciliation_positions.partition IS 'A partition of it.';
COMMENT ON COLUMN reconciliation_positions.next_offset IS 'Every detection below is in reconciliation_accounts.';

CREATE TABLE IF NOT EXISTS reconciliation_accounts (
    source_id text COLLATE "C" NOT NULL,
    hour timestamptz NOT NULL,
    accepted bigint NOT NULL,
    plays bigint NOT NULL DEFAULT 0 CHECK (plays >= 0),
    unrecognised bigint NOT NULL DEFAULT 0 CHECK (unrecognised >= 0),
    dead bigint NOT NULL DEFAULT 0 CHECK (dead >= 0),
    duplicates bigint NOT NULL DEFAULT 0 CHECK (duplicates >= 0),
    in_flight bigint NOT NULL DEFAULT 0 CHECK (in_flight >= 0),
    missing bigint NOT NULL DEFAULT 0 CHECK (missing >= 0),
    PRIMARY KEY (source_id, hour),
    CONSTRAINT reconciliation_accounts_balance
        CHECK (accepted = plays + unrecognised + dead + duplicates + in_flight + missing)
);
CREATE INDEX IF NOT EXISTS reconciliation_accounts_by_hour ON reconciliation_accounts (hour, source_id);
CREATE INDEX IF NOT EXISTS reconciliation_accounts_in_flight ON reconciliation_accounts (hour) WHERE in_flight > 0;
COMMENT ON TABLE reconciliation_accounts IS 'What became of the detections that the gateway accepted, by source and hour of receipt; balanced ones are kept for 62 days.';
COMMENT ON COLUMN reconciliation_accounts.source_id IS 'Who reported them.';
COMMENT ON COLUMN reconciliation_accounts.hour IS 'The hour in which the gateway received them.';
COMMENT ON COLUMN reconciliation_accounts.accepted IS 'Records of the topics of detections.';
COMMENT ON COLUMN reconciliation_accounts.plays IS 'Those that the ledger holds as plays.';
COMMENT ON COLUMN reconciliation_accounts.unrecognised IS 'Those that wait unrecognised.';
COMMENT ON COLUMN reconciliation_accounts.dead IS 'Those in the dead letters.';
COMMENT ON COLUMN reconciliation_accounts.duplicates IS 'Those whose id was held already by another record.';
COMMENT ON COLUMN reconciliation_accounts.in_flight IS 'Those that were on their way at the last run.';
COMMENT ON COLUMN reconciliation_accounts.missing IS 'Those that are nowhere: a gap.';

CREATE TABLE IF NOT EXISTS reconciliation_gaps (
    gap_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('missing', 'row', 'unread', 'ledger', 'rollups', 'streamed', 'redis', 'disputed')),
    subject text COLLATE "C" NOT NULL CHECK (subject <> ''),
    source_id text COLLATE "C",
    event_id uuid,
    topic text,
    partition integer,
    record_offset bigint,
    at timestamptz NOT NULL,
    expected text NOT NULL DEFAULT '',
    found text NOT NULL DEFAULT '',
    found_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    closed_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS reconciliation_gaps_open ON reconciliation_gaps (kind, subject) WHERE closed_at IS NULL;
CREATE INDEX IF NOT EXISTS reconciliation_gaps_by_source ON reconciliation_gaps (source_id, gap_id) WHERE source_id IS NOT NULL;
COMMENT ON TABLE reconciliation_gaps IS 'What did not agree. A gap is closed by the first run that looks there and finds it gone.';
COMMENT ON COLUMN reconciliation_gaps.gap_id IS 'In the order in which they were found.';
COMMENT ON COLUMN reconciliation_gaps.kind IS 'missing: an accepted id is nowhere; row: the ledger knows the id, its play is gone; unread: Kafka forgot detections before they were accounted for; ledger, rollups, streamed, redis: this one disagrees with the others; disputed: no two of them agree.';
COMMENT ON COLUMN reconciliation_gaps.subject IS 'The record, or window, start, dimension and id of the total.';
COMMENT ON COLUMN reconciliation_gaps.source_id IS 'Who reported the detection; null for totals.';
COMMENT ON COLUMN reconciliation_gaps.event_id IS 'Its id, where it can be read.';
COMMENT ON COLUMN reconciliation_gaps.topic IS 'The topic where the detection lies.';
COMMENT ON COLUMN reconciliation_gaps.partition IS 'Its partition.';
COMMENT ON COLUMN reconciliation_gaps.record_offset IS 'Its offset.';
COMMENT ON COLUMN reconciliation_gaps.at IS 'When the detection was received, or where the window of the total begins.';
COMMENT ON COLUMN reconciliation_gaps.expected IS 'The six measures counted from the plays; empty for detections.';
COMMENT ON COLUMN reconciliation_gaps.found IS 'The six measures where it differs; empty for detections.';
COMMENT ON COLUMN reconciliation_gaps.found_at IS 'When a run first found it.';
COMMENT ON COLUMN reconciliation_gaps.seen_at IS 'When a run last found it.';
COMMENT ON COLUMN reconciliation_gaps.closed_at IS 'When a run found it gone; null while it is open.';
