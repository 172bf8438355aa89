-- depends: 0008_fraud_flags

CREATE TABLE IF NOT EXISTS review_claims (
    kind text NOT NULL,
    key text NOT NULL,
    holder uuid NOT NULL REFERENCES users,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    PRIMARY KEY (kind, key)
) WITH (fillfactor = 70);
COMMENT ON TABLE review_claims IS 'Who works on a case: a lease, which ends by itself.';
COMMENT ON COLUMN review_claims.kind IS 'Kind of the case: finding, source, appeal or audit.';
COMMENT ON COLUMN review_claims.key IS 'Which case of that kind.';
COMMENT ON COLUMN review_claims.holder IS 'The person who works on it.';
COMMENT ON COLUMN review_claims.since IS 'When the person took it.';
COMMENT ON COLUMN review_claims.until IS 'When the lease ends unless it is renewed.';

CREATE TABLE IF NOT EXISTS review_versions (
    kind text NOT NULL,
    key text NOT NULL,
    version text NOT NULL,
    plays uuid[] NOT NULL,
    revisions integer[] NOT NULL,
    shown_at timestamptz NOT NULL,
    PRIMARY KEY (kind, key, version),
    CONSTRAINT review_versions_are_pairs CHECK (cardinality(plays) = cardinality(revisions))
);
CREATE INDEX IF NOT EXISTS review_versions_by_time ON review_versions (shown_at);
COMMENT ON TABLE review_versions IS 'The plays of a case as they were shown to somebody: a decision is on these, and on none that came later. Forgotten after some days; decisions keep their plays themselves.';
COMMENT ON COLUMN review_versions.kind IS 'Kind of the case.';
COMMENT ON COLUMN review_versions.key IS 'Which case of that kind.';
COMMENT ON COLUMN review_versions.version IS 'Digest of the plays and their revisions.';
COMMENT ON COLUMN review_versions.plays IS 'Event ids, in the order of their times.';
COMMENT ON COLUMN review_versions.revisions IS 'The revision in which each was seen.';
COMMENT ON COLUMN review_versions.shown_at IS 'When it was last shown.';

CREATE TABLE IF NOT EXISTS review_appeals (
    appeal_id uuid PRIMARY KEY,
    appellant text NOT NULL CHECK (appellant IN ('artist', 'source')),
    appellant_id text COLLATE "C" NOT NULL,
    made_by text NOT NULL,
    words text NOT NULL CHECK (words <> ''),
    plays integer NOT NULL CHECK (plays > 0),
    made_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS review_appeals_by_appellant ON review_appeals (appellant, appellant_id, made_at);
CREATE INDEX IF NOT EXISTS review_appeals_by_time ON review_appeals (made_at, appeal_id);
COMMENT ON TABLE review_appeals IS 'What an artist or a source says against a verdict. Rows are only added.';
COMMENT ON COLUMN review_appeals.appeal_id IS 'Id of the appeal.';
COMMENT ON COLUMN review_appeals.appellant IS 'Whether an artist or a source appeals.';
COMMENT ON COLUMN review_appeals.appellant_id IS 'Id of that artist or source.';
COMMENT ON COLUMN review_appeals.made_by IS 'The user, or the source, that sent it.';
COMMENT ON COLUMN review_appeals.words IS 'Why the verdict is wrong, in the appellant''s words.';
COMMENT ON COLUMN review_appeals.plays IS 'How many plays it is about.';
COMMENT ON COLUMN review_appeals.made_at IS 'When it was made.';

CREATE TABLE IF NOT EXISTS review_appeal_plays (
    appeal_id uuid NOT NULL REFERENCES review_appeals,
    event_id uuid NOT NULL,
    played_at timestamptz NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('held', 'rejected')),
    revision integer NOT NULL,
    PRIMARY KEY (appeal_id, event_id)
);
CREATE INDEX IF NOT EXISTS review_appeal_plays_by_event ON review_appeal_plays (event_id);
COMMENT ON TABLE review_appeal_plays IS 'The plays of an appeal. Rows are only added.';
COMMENT ON COLUMN review_appeal_plays.appeal_id IS 'The appeal.';
COMMENT ON COLUMN review_appeal_plays.event_id IS 'The play.';
COMMENT ON COLUMN review_appeal_plays.played_at IS 'Event time; with event_id the key of play_events.';
COMMENT ON COLUMN review_appeal_plays.verdict IS 'The verdict that it is against.';
COMMENT ON COLUMN review_appeal_plays.revision IS 'The revision that gave that verdict.';

CREATE TABLE IF NOT EXISTS review_decisions (
    decision_id uuid PRIMARY KEY,
    kind text NOT NULL,
    key text NOT NULL,
    appeal_id uuid REFERENCES review_appeals,
    version text NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('accepted', 'rejected')),
    reason text NOT NULL CHECK (reason <> ''),
    decided_by uuid NOT NULL REFERENCES users,
    decided_at timestamptz NOT NULL,
    second_person boolean NOT NULL,
    plays integer NOT NULL CHECK (plays > 0),
    stake_rwf bigint NOT NULL CHECK (stake_rwf >= 0),
    tariffs_version text NOT NULL,
    sources text[] COLLATE "C" NOT NULL,
    artists text[] COLLATE "C" NOT NULL,
    evidence jsonb NOT NULL,
    CONSTRAINT review_decisions_on_appeals_take_two CHECK (appeal_id IS NULL OR second_person)
);
CREATE INDEX IF NOT EXISTS review_decisions_by_case ON review_decisions (kind, key, decided_at);
CREATE INDEX IF NOT EXISTS review_decisions_by_time ON review_decisions (decided_at, decision_id);
CREATE INDEX IF NOT EXISTS review_decisions_by_person ON review_decisions (decided_by, decided_at);
CREATE INDEX IF NOT EXISTS review_decisions_by_appeal ON review_decisions (appeal_id) WHERE appeal_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS review_decisions_by_source ON review_decisions USING gin (sources);
COMMENT ON TABLE review_decisions IS 'What reviewers decided, kept for ever. Rows are only added: what became of one that needs a second person is in review_confirmations.';
COMMENT ON COLUMN review_decisions.decision_id IS 'Id of the decision; its plays'' revisions name it.';
COMMENT ON COLUMN review_decisions.kind IS 'Kind of the case: finding, source, appeal, audit, or a cluster of several.';
COMMENT ON COLUMN review_decisions.key IS 'Which case of that kind.';
COMMENT ON COLUMN review_decisions.appeal_id IS 'The appeal that it answers; null where there was none.';
COMMENT ON COLUMN review_decisions.version IS 'Digest of the plays that the reviewer had seen.';
COMMENT ON COLUMN review_decisions.verdict IS 'What the plays are to be.';
COMMENT ON COLUMN review_decisions.reason IS 'Why, in the reviewer''s words.';
COMMENT ON COLUMN review_decisions.decided_by IS 'Who decided, or proposed.';
COMMENT ON COLUMN review_decisions.decided_at IS 'When.';
COMMENT ON COLUMN review_decisions.second_person IS 'Whether nothing happens before another person confirms.';
COMMENT ON COLUMN review_decisions.plays IS 'How many plays it is on.';
COMMENT ON COLUMN review_decisions.stake_rwf IS 'What these plays are worth, estimated, in whole Rwandan francs.';
COMMENT ON COLUMN review_decisions.tariffs_version IS 'The tariffs of that estimate.';
COMMENT ON COLUMN review_decisions.sources IS 'Who reported the plays.';
COMMENT ON COLUMN review_decisions.artists IS 'Whose the plays are.';
COMMENT ON COLUMN review_decisions.evidence IS 'Finding, and each source with its standing and reputation, as they were then.';

CREATE TABLE IF NOT EXISTS review_decided_plays (
    decision_id uuid NOT NULL REFERENCES review_decisions,
    event_id uuid NOT NULL,
    played_at timestamptz NOT NULL,
    source_id text COLLATE "C" NOT NULL,
    artist_id text COLLATE "C" NOT NULL,
    verdict text NOT NULL,
    revision integer NOT NULL,
    evidence jsonb NOT NULL,
    PRIMARY KEY (decision_id, event_id)
);
CREATE INDEX IF NOT EXISTS review_decided_plays_by_event ON review_decided_plays (event_id);
COMMENT ON TABLE review_decided_plays IS 'The plays of a decision with their evidence at that time, kept for ever. Rows are only added.';
COMMENT ON COLUMN review_decided_plays.decision_id IS 'The decision.';
COMMENT ON COLUMN review_decided_plays.event_id IS 'The play.';
COMMENT ON COLUMN review_decided_plays.played_at IS 'Event time; with event_id the key of play_events.';
COMMENT ON COLUMN review_decided_plays.source_id IS 'Who reported it.';
COMMENT ON COLUMN review_decided_plays.artist_id IS 'Whose it is.';
COMMENT ON COLUMN review_decided_plays.verdict IS 'The verdict before the decision.';
COMMENT ON COLUMN review_decided_plays.revision IS 'The revision before the decision.';
COMMENT ON COLUMN review_decided_plays.evidence IS 'Score, reasons, versions and flags as they were then.';

CREATE TABLE IF NOT EXISTS review_confirmations (
    decision_id uuid PRIMARY KEY REFERENCES review_decisions,
    outcome text NOT NULL CHECK (outcome IN ('confirmed', 'declined')),
    reason text NOT NULL CHECK (reason <> ''),
    confirmed_by uuid NOT NULL REFERENCES users,
    confirmed_at timestamptz NOT NULL,
    skipped uuid[] NOT NULL DEFAULT '{}'
);
CREATE INDEX IF NOT EXISTS review_confirmations_by_person ON review_confirmations (confirmed_by, confirmed_at);
COMMENT ON TABLE review_confirmations IS 'What the second person said, once for a decision. Rows are only added.';
COMMENT ON COLUMN review_confirmations.decision_id IS 'The decision.';
COMMENT ON COLUMN review_confirmations.outcome IS 'confirmed: the decision was applied; declined: it never will be.';
COMMENT ON COLUMN review_confirmations.reason IS 'Why, in the second person''s words.';
COMMENT ON COLUMN review_confirmations.confirmed_by IS 'The second person.';
COMMENT ON COLUMN review_confirmations.confirmed_at IS 'When.';
COMMENT ON COLUMN review_confirmations.skipped IS 'Plays that had another revision by then and were left as they were.';

CREATE OR REPLACE FUNCTION review_takes_two() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM review_decisions d
        WHERE d.decision_id = NEW.decision_id AND (d.decided_by = NEW.confirmed_by OR NOT d.second_person)
    ) THEN
        RAISE EXCEPTION 'a decision is confirmed by another person, where it needs one'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION review_takes_two() IS 'Trigger: nobody confirms a decision of their own, whatever a program does.';

CREATE OR REPLACE TRIGGER review_confirmations_take_two BEFORE INSERT ON review_confirmations
    FOR EACH ROW EXECUTE FUNCTION review_takes_two();

CREATE TABLE IF NOT EXISTS review_pending (
    event_id uuid PRIMARY KEY,
    played_at timestamptz NOT NULL,
    appeal_id uuid REFERENCES review_appeals,
    decision_id uuid REFERENCES review_decisions,
    CONSTRAINT review_pending_waits_for_something CHECK (num_nonnulls(appeal_id, decision_id) > 0)
);
CREATE INDEX IF NOT EXISTS review_pending_by_appeal ON review_pending (appeal_id) WHERE appeal_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS review_pending_by_decision ON review_pending (decision_id) WHERE decision_id IS NOT NULL;
COMMENT ON TABLE review_pending IS 'Plays whose appeal is open or whose decision waits for a second person; the key makes it one of each at a time.';
COMMENT ON COLUMN review_pending.event_id IS 'The play.';
COMMENT ON COLUMN review_pending.played_at IS 'Event time; with event_id the key of play_events.';
COMMENT ON COLUMN review_pending.appeal_id IS 'The open appeal.';
COMMENT ON COLUMN review_pending.decision_id IS 'The decision that waits for a second person.';

CREATE TABLE IF NOT EXISTS review_audits (
    event_id uuid PRIMARY KEY,
    played_at timestamptz NOT NULL,
    day date NOT NULL,
    drawn_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS review_audits_by_day ON review_audits (day);
COMMENT ON TABLE review_audits IS 'Accepted plays drawn by chance to be looked at, so that people do not judge suspicious plays alone. Rows are only added.';
COMMENT ON COLUMN review_audits.event_id IS 'The play.';
COMMENT ON COLUMN review_audits.played_at IS 'Event time; with event_id the key of play_events.';
COMMENT ON COLUMN review_audits.day IS 'The civil day of Africa/Kigali that it was drawn from, which seeds the draw.';
COMMENT ON COLUMN review_audits.drawn_at IS 'When it was drawn.';

CREATE TABLE IF NOT EXISTS review_audit_days (
    day date PRIMARY KEY,
    plays integer NOT NULL CHECK (plays >= 0),
    drawn_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE review_audit_days IS 'Days that were drawn from, each once.';
COMMENT ON COLUMN review_audit_days.day IS 'Civil day of Africa/Kigali.';
COMMENT ON COLUMN review_audit_days.plays IS 'How many plays were drawn.';
COMMENT ON COLUMN review_audit_days.drawn_at IS 'When.';

CREATE OR REPLACE VIEW review_labels AS
SELECT p.event_id, p.played_at, p.source_id, p.artist_id, d.decision_id, d.kind, d.verdict, p.verdict AS previous_verdict,
       coalesce(c.confirmed_at, d.decided_at) AS decided_at
FROM review_decisions d
JOIN review_decided_plays p USING (decision_id)
LEFT JOIN review_confirmations c USING (decision_id)
WHERE (NOT d.second_person OR c.outcome = 'confirmed') AND NOT p.event_id = ANY (coalesce(c.skipped, '{}'));
COMMENT ON VIEW review_labels IS 'What people judged, one row for each play of each decision in force, with the kind of its case.';
COMMENT ON COLUMN review_labels.event_id IS 'The play.';
COMMENT ON COLUMN review_labels.played_at IS 'Event time.';
COMMENT ON COLUMN review_labels.source_id IS 'Who reported it.';
COMMENT ON COLUMN review_labels.artist_id IS 'Whose it is.';
COMMENT ON COLUMN review_labels.decision_id IS 'The decision.';
COMMENT ON COLUMN review_labels.kind IS 'Kind of its case; audit: drawn by chance.';
COMMENT ON COLUMN review_labels.verdict IS 'accepted or rejected, as people judged.';
COMMENT ON COLUMN review_labels.previous_verdict IS 'What it was before.';
COMMENT ON COLUMN review_labels.decided_at IS 'When the decision came into force.';

CREATE TABLE IF NOT EXISTS review_requests (
    subject text NOT NULL,
    idempotency_key text NOT NULL,
    fingerprint bytea NOT NULL,
    status integer NOT NULL,
    answer bytea NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (subject, idempotency_key)
);
CREATE INDEX IF NOT EXISTS review_requests_by_time ON review_requests (made_at);
COMMENT ON TABLE review_requests IS 'Answers to requests that changed something, by the caller''s Idempotency-Key, so that a repetition is answered and not done again.';
COMMENT ON COLUMN review_requests.subject IS 'Who asked.';
COMMENT ON COLUMN review_requests.idempotency_key IS 'The key that the caller chose.';
COMMENT ON COLUMN review_requests.fingerprint IS 'SHA-256 of path and body: the key stands for one request.';
COMMENT ON COLUMN review_requests.status IS 'HTTP status of the answer.';
COMMENT ON COLUMN review_requests.answer IS 'Body of the answer.';
COMMENT ON COLUMN review_requests.made_at IS 'When; forgotten after some days.';

CREATE OR REPLACE TRIGGER review_appeals_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_appeals
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER review_appeal_plays_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_appeal_plays
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER review_decisions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_decisions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER review_decided_plays_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_decided_plays
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER review_confirmations_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_confirmations
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER review_audits_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON review_audits
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
