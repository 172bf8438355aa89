-- depends: 0008_fraud_flags

CREATE TABLE IF NOT EXISTS fraud_models (
    version text COLLATE "C" PRIMARY KEY CHECK (version <> ''),
    manifest text NOT NULL CHECK (manifest <> ''),
    source_types text[] NOT NULL,
    simulated boolean NOT NULL,
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL
);
COMMENT ON TABLE fraud_models IS 'Every version of the fraud models that was trained. Rows are only added.';
COMMENT ON COLUMN fraud_models.version IS 'Day of the newest play that it learned from, and a digest of its manifest.';
COMMENT ON COLUMN fraud_models.manifest IS 'How it was made, with the SHA-256 of its arrays; JSON, to the letter.';
COMMENT ON COLUMN fraud_models.source_types IS 'Types of source that it can judge.';
COMMENT ON COLUMN fraud_models.simulated IS 'Whether it learned from simulated plays.';
COMMENT ON COLUMN fraud_models.made_by IS 'Who had it trained.';
COMMENT ON COLUMN fraud_models.made_at IS 'When.';

CREATE TABLE IF NOT EXISTS fraud_schedule (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    action text NOT NULL CHECK (action IN ('promote', 'shadow', 'rollback', 'no shadow')),
    since timestamptz NOT NULL,
    live text COLLATE "C" REFERENCES fraud_models,
    shadow text COLLATE "C" REFERENCES fraud_models,
    reason text NOT NULL DEFAULT '',
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL,
    CONSTRAINT fraud_schedule_is_told_before CHECK (since > made_at)
);
COMMENT ON TABLE fraud_schedule IS 'Every change of the fraud models in force, in the order in which it was decided; a later one replaces what was to begin at its moment or after it. Rows are only added; published to fraud.schedule.';
COMMENT ON COLUMN fraud_schedule.change_id IS 'In the order of decisions.';
COMMENT ON COLUMN fraud_schedule.action IS 'What was done.';
COMMENT ON COLUMN fraud_schedule.since IS 'Judges plays received from then on.';
COMMENT ON COLUMN fraud_schedule.live IS 'The version that judges from then on; null for the rules alone.';
COMMENT ON COLUMN fraud_schedule.shadow IS 'The version that scores without effect from then on.';
COMMENT ON COLUMN fraud_schedule.reason IS 'Why, in the words of who did it.';
COMMENT ON COLUMN fraud_schedule.made_by IS 'Who did it.';
COMMENT ON COLUMN fraud_schedule.made_at IS 'When it was decided.';

CREATE OR REPLACE TRIGGER fraud_models_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fraud_models
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER fraud_schedule_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON fraud_schedule
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
