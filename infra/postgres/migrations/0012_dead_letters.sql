-- depends: 0011_fraud_models

-- Several readers of a topic may refuse the same record, each for a reason of its own.
ALTER TABLE dead_letters DROP CONSTRAINT IF EXISTS dead_letters_pkey;
ALTER TABLE dead_letters ADD CONSTRAINT dead_letters_pkey
    PRIMARY KEY (origin_topic, origin_partition, origin_offset, stage);
COMMENT ON COLUMN dead_letters.origin_offset IS 'Its offset there; topic, partition, offset and stage make a letter sent twice one row.';
COMMENT ON COLUMN dead_letters.attempts IS 'How often it was refused, this time included.';

ALTER TABLE dead_letters
    ADD COLUMN IF NOT EXISTS replay_of text COLLATE "C",
    ADD COLUMN IF NOT EXISTS state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'replayed', 'dropped')),
    ADD COLUMN IF NOT EXISTS mended_key text CHECK (mended_key <> ''),
    ADD COLUMN IF NOT EXISTS mended_value bytea;
CREATE INDEX IF NOT EXISTS dead_letters_by_replay ON dead_letters (replay_of) WHERE replay_of IS NOT NULL;
CREATE INDEX IF NOT EXISTS dead_letters_by_state ON dead_letters (state, recorded_at);
COMMENT ON COLUMN dead_letters.replay_of IS 'The letter before it, as topic/partition/offset/stage, where a replay was refused again.';
COMMENT ON COLUMN dead_letters.state IS 'waiting for somebody; replayed, so that it counts where it ends now; or dropped: given up, still counted as dead.';
COMMENT ON COLUMN dead_letters.mended_key IS 'The key of what it was edited to; null where it never was.';
COMMENT ON COLUMN dead_letters.mended_value IS 'What it was edited to, in the schema of its topic: replayed instead of value, which stays.';

-- Not event_id: that of bytes which said none is known once they are mended.
CREATE OR REPLACE TRIGGER dead_letters_keep_what_came BEFORE DELETE OR TRUNCATE OR UPDATE OF
    origin_topic, origin_partition, origin_offset, stage, error, message, attempts, key, value, headers, replay_of
    ON dead_letters FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE IF NOT EXISTS dead_letter_actions (
    action_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    origin_topic text NOT NULL,
    origin_partition integer NOT NULL,
    origin_offset bigint NOT NULL,
    stage text NOT NULL,
    action text NOT NULL CHECK (action IN ('edit', 'replay', 'drop')),
    before json NOT NULL,
    after json NOT NULL,
    reason text NOT NULL DEFAULT '',
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL,
    CONSTRAINT dead_letter_actions_drop_for_a_reason CHECK (action <> 'drop' OR reason <> '')
);
CREATE INDEX IF NOT EXISTS dead_letter_actions_by_letter
    ON dead_letter_actions (origin_topic, origin_partition, origin_offset, stage);
COMMENT ON TABLE dead_letter_actions IS 'Everything that people did to dead letters. Rows are only added.';
COMMENT ON COLUMN dead_letter_actions.action_id IS 'In the order of actions on a letter.';
COMMENT ON COLUMN dead_letter_actions.origin_topic IS 'With the next three the letter: where its record lay.';
COMMENT ON COLUMN dead_letter_actions.origin_partition IS 'Its partition there.';
COMMENT ON COLUMN dead_letter_actions.origin_offset IS 'Its offset there.';
COMMENT ON COLUMN dead_letter_actions.stage IS 'Who had refused it.';
COMMENT ON COLUMN dead_letter_actions.action IS 'What was done.';
COMMENT ON COLUMN dead_letter_actions.before IS 'What the action changed, as it was: content for an edit, otherwise the state.';
COMMENT ON COLUMN dead_letter_actions.after IS 'The same as it is since; of a replay also the row of the outbox.';
COMMENT ON COLUMN dead_letter_actions.reason IS 'Why, in the words of who did it.';
COMMENT ON COLUMN dead_letter_actions.made_by IS 'Who did it.';
COMMENT ON COLUMN dead_letter_actions.made_at IS 'When.';

CREATE OR REPLACE TRIGGER dead_letter_actions_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON dead_letter_actions
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
