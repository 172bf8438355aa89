-- depends: 0016_devices 0020_people

CREATE TABLE IF NOT EXISTS consents (
    consent_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    person_id uuid NOT NULL REFERENCES users,
    purpose text NOT NULL CHECK (purpose <> ''),
    version text NOT NULL CHECK (version <> ''),
    language text NOT NULL CHECK (language IN ('en', 'rw', 'fr')),
    text_sha256 bytea NOT NULL CHECK (length(text_sha256) = 32),
    given boolean NOT NULL,
    said_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS consents_by_person ON consents (person_id, purpose, consent_id);
COMMENT ON TABLE consents IS 'What people agreed to, and what they took back. Rows are only added; the newest of a purpose counts.';
COMMENT ON COLUMN consents.consent_id IS 'Rises, with gaps.';
COMMENT ON COLUMN consents.person_id IS 'Who said it.';
COMMENT ON COLUMN consents.purpose IS 'What data are used for.';
COMMENT ON COLUMN consents.version IS 'Version of the text that was shown.';
COMMENT ON COLUMN consents.language IS 'Language in which it was shown.';
COMMENT ON COLUMN consents.text_sha256 IS 'SHA-256 of the text that was shown, so that it can be proven which it was.';
COMMENT ON COLUMN consents.given IS 'True: agreed; false: taken back.';
COMMENT ON COLUMN consents.said_at IS 'When.';
CREATE OR REPLACE TRIGGER consents_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON consents
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE IF NOT EXISTS erasures (
    person_id uuid PRIMARY KEY REFERENCES users,
    asked_by text NOT NULL CHECK (asked_by <> ''),
    erased_at timestamptz NOT NULL,
    devices integer NOT NULL CHECK (devices >= 0)
);
COMMENT ON TABLE erasures IS 'People whose data were erased: proof for them and for the authority. A restored backup is brought up to it again.';
COMMENT ON COLUMN erasures.person_id IS 'Pseudonymous id, which means nobody any more.';
COMMENT ON COLUMN erasures.asked_by IS 'Role and id of who asked: the person, or an admin on their behalf.';
COMMENT ON COLUMN erasures.erased_at IS 'When the key was shredded.';
COMMENT ON COLUMN erasures.devices IS 'How many devices of the person were revoked.';
CREATE OR REPLACE TRIGGER erasures_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON erasures
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE IF NOT EXISTS retention_marks (
    job text PRIMARY KEY CHECK (job <> ''),
    done_before timestamptz NOT NULL,
    changed_at timestamptz NOT NULL
);
COMMENT ON TABLE retention_marks IS 'How far each retention job has come, so that it goes on there.';
COMMENT ON COLUMN retention_marks.job IS 'The job.';
COMMENT ON COLUMN retention_marks.done_before IS 'Everything played before this is done.';
COMMENT ON COLUMN retention_marks.changed_at IS 'When it last did a day.';
