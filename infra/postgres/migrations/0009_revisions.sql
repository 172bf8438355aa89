-- depends: 0008_fraud_flags

CREATE TABLE IF NOT EXISTS play_revisions (
    event_id uuid NOT NULL,
    revision integer NOT NULL CHECK (revision > 0),
    played_at timestamptz NOT NULL,
    source_id text COLLATE "C" NOT NULL,
    artist_id text COLLATE "C" NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('accepted', 'held', 'rejected', 'duplicate')),
    previous_verdict text NOT NULL CHECK (previous_verdict IN ('accepted', 'held', 'rejected', 'duplicate')),
    score double precision NOT NULL,
    previous_score double precision NOT NULL,
    reasons text[] NOT NULL DEFAULT '{}',
    made_by text NOT NULL CHECK (made_by <> ''),
    human boolean NOT NULL,
    decision_id uuid,
    made_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (event_id, revision),
    CONSTRAINT play_revisions_change_or_confirm CHECK (human OR verdict <> previous_verdict)
);
COMMENT ON CONSTRAINT play_revisions_change_or_confirm ON play_revisions IS
    'A machine changes a verdict or leaves it; a person may also confirm it.';
CREATE INDEX IF NOT EXISTS play_revisions_by_decision ON play_revisions (decision_id) WHERE decision_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS play_revisions_by_people ON play_revisions (source_id, recorded_at) WHERE human;
CREATE INDEX IF NOT EXISTS play_revisions_by_people_in_time ON play_revisions (recorded_at) WHERE human;
CREATE INDEX IF NOT EXISTS play_revisions_held_by_machines ON play_revisions (artist_id, played_at)
    WHERE NOT human AND verdict = 'held';
COMMENT ON TABLE play_revisions IS 'Every change of a verdict as it was decided, and every verdict that a person confirmed; the play itself follows by way of plays.scored. Rows are only added.';
COMMENT ON COLUMN play_revisions.event_id IS 'The play.';
COMMENT ON COLUMN play_revisions.revision IS 'One more than the play''s revision before.';
COMMENT ON COLUMN play_revisions.played_at IS 'Event time; with event_id the key of play_events.';
COMMENT ON COLUMN play_revisions.source_id IS 'Who reported the play.';
COMMENT ON COLUMN play_revisions.artist_id IS 'Whose it is.';
COMMENT ON COLUMN play_revisions.verdict IS 'The verdict from now on.';
COMMENT ON COLUMN play_revisions.previous_verdict IS 'The verdict that it replaces.';
COMMENT ON COLUMN play_revisions.score IS 'The score from now on: 0 genuine to 1 fraudulent.';
COMMENT ON COLUMN play_revisions.previous_score IS 'The score before.';
COMMENT ON COLUMN play_revisions.reasons IS 'Codes that the play carries from now on.';
COMMENT ON COLUMN play_revisions.made_by IS 'The account or process that decided.';
COMMENT ON COLUMN play_revisions.human IS 'Whether a person decided: no machine changes such a verdict again.';
COMMENT ON COLUMN play_revisions.decision_id IS 'The reviewer''s decision, or the finding, behind it.';
COMMENT ON COLUMN play_revisions.made_at IS 'When it was decided; revised_at of the play.';
COMMENT ON COLUMN play_revisions.recorded_at IS 'When the transaction that wrote it began.';

CREATE OR REPLACE TRIGGER play_revisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON play_revisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE IF NOT EXISTS fraud_findings (
    finding_id uuid PRIMARY KEY,
    artist_id text COLLATE "C" NOT NULL,
    kind text NOT NULL CHECK (kind <> ''),
    starts_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    sources text[] COLLATE "C" NOT NULL,
    score double precision NOT NULL,
    evidence text NOT NULL,
    details jsonb NOT NULL DEFAULT '{}',
    version text NOT NULL,
    record_partition integer NOT NULL,
    record_offset bigint NOT NULL,
    found_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT fraud_findings_window_is_forward CHECK (starts_at < ends_at)
) WITH (fillfactor = 80);
CREATE INDEX IF NOT EXISTS fraud_findings_by_artist ON fraud_findings (artist_id, starts_at);
CREATE INDEX IF NOT EXISTS fraud_findings_by_end ON fraud_findings (ends_at);
COMMENT ON TABLE fraud_findings IS 'Sources that acted together for one payee: the newest state of each finding of the second look.';
COMMENT ON COLUMN fraud_findings.finding_id IS 'UUIDv5 of payee, kind and window.';
COMMENT ON COLUMN fraud_findings.artist_id IS 'The payee.';
COMMENT ON COLUMN fraud_findings.kind IS 'What was found; the reason of plays that are held for it.';
COMMENT ON COLUMN fraud_findings.starts_at IS 'Start of the window of event time.';
COMMENT ON COLUMN fraud_findings.ends_at IS 'End of the window, outside of it.';
COMMENT ON COLUMN fraud_findings.sources IS 'Who acted together; empty once the finding is withdrawn.';
COMMENT ON COLUMN fraud_findings.score IS '0 genuine to 1 fraudulent.';
COMMENT ON COLUMN fraud_findings.evidence IS 'What was seen, in words.';
COMMENT ON COLUMN fraud_findings.details IS 'The figures behind the words.';
COMMENT ON COLUMN fraud_findings.version IS 'Version of what found it.';
COMMENT ON COLUMN fraud_findings.record_partition IS 'Partition of the record that this state is from.';
COMMENT ON COLUMN fraud_findings.record_offset IS 'Offset of that record: an earlier one changes nothing.';
COMMENT ON COLUMN fraud_findings.found_at IS 'When it was first written here.';
COMMENT ON COLUMN fraud_findings.changed_at IS 'When its state was written here.';

CREATE OR REPLACE FUNCTION notify_findings() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('fraud_findings', '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION notify_findings() IS 'Wakes the second look (channel fraud_findings) at commit.';

CREATE OR REPLACE TRIGGER fraud_findings_notify AFTER INSERT OR UPDATE ON fraud_findings
    FOR EACH STATEMENT EXECUTE FUNCTION notify_findings();

CREATE TABLE IF NOT EXISTS finding_looks (
    finding_id uuid PRIMARY KEY REFERENCES fraud_findings,
    record_partition integer NOT NULL,
    record_offset bigint NOT NULL,
    plays bigint NOT NULL,
    looked_at timestamptz NOT NULL DEFAULT now()
) WITH (fillfactor = 70);
COMMENT ON TABLE finding_looks IS 'How far the plays of a finding have been gone through: all that were there when it was in this state.';
COMMENT ON COLUMN finding_looks.finding_id IS 'The finding.';
COMMENT ON COLUMN finding_looks.record_partition IS 'Partition of the finding''s state.';
COMMENT ON COLUMN finding_looks.record_offset IS 'Offset of the finding''s state.';
COMMENT ON COLUMN finding_looks.plays IS 'Plays that the payee had in the days of the window; others have come where there are more now.';
COMMENT ON COLUMN finding_looks.looked_at IS 'When the last of them had been seen to.';

CREATE TABLE IF NOT EXISTS reputations (
    source_id text REFERENCES devices,
    since timestamptz NOT NULL,
    good double precision NOT NULL CHECK (good >= 0),
    bad double precision NOT NULL CHECK (bad >= 0),
    floor double precision NOT NULL CHECK (floor BETWEEN 0 AND 1),
    version text NOT NULL,
    computed_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source_id, since)
);
CREATE INDEX IF NOT EXISTS reputations_by_time ON reputations (computed_at);
CREATE INDEX IF NOT EXISTS fraud_flags_rejects ON fraud_flags (source_id, recorded_at) WHERE severity = 'reject';
CREATE INDEX IF NOT EXISTS fraud_flags_rejects_in_time ON fraud_flags (recorded_at) WHERE severity = 'reject';
COMMENT ON TABLE reputations IS 'What sources earned by reviewed outcomes and hard rules; the newest are published with the standing in sources.';
COMMENT ON COLUMN reputations.source_id IS 'The source.';
COMMENT ON COLUMN reputations.since IS 'Counts for plays received from then on.';
COMMENT ON COLUMN reputations.good IS 'Decayed count of good outcomes.';
COMMENT ON COLUMN reputations.bad IS 'Decayed count of bad outcomes.';
COMMENT ON COLUMN reputations.floor IS '5 % quantile of Beta(good + 1, bad + 1).';
COMMENT ON COLUMN reputations.version IS 'Version of the limits that it was computed with.';
COMMENT ON COLUMN reputations.computed_at IS 'When it was computed.';
