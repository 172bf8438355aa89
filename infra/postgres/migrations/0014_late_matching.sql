-- depends: 0011_fraud_models

CREATE TABLE IF NOT EXISTS catalogue_changes (
    change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    song_id text COLLATE "C" NOT NULL,
    change text NOT NULL CHECK (change IN ('added', 'changed', 'removed')),
    made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE catalogue_changes IS 'Every change of songs in the order of commits: whoever saw one will never see an earlier one appear. Written by triggers on songs; rows are only added.';
COMMENT ON COLUMN catalogue_changes.change_id IS 'The version of the catalogue from this change on.';
COMMENT ON COLUMN catalogue_changes.song_id IS 'The song.';
COMMENT ON COLUMN catalogue_changes.change IS 'What was done with it.';
COMMENT ON COLUMN catalogue_changes.made_at IS 'When the transaction that did it began.';

CREATE OR REPLACE FUNCTION lock_catalogue() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Before any row of songs is locked, and until commit: so changes are numbered in the order in which they are seen.
    PERFORM pg_advisory_xact_lock(hashtextextended('catalogue', 0));
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION lock_catalogue() IS 'Lets one transaction at a time change songs.';

CREATE OR REPLACE FUNCTION keep_catalogue_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO catalogue_changes (song_id, change)
    VALUES (
        CASE TG_OP WHEN 'DELETE' THEN OLD.song_id ELSE NEW.song_id END,
        CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END
    );
    PERFORM pg_notify('catalogue_changes', '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION keep_catalogue_change() IS 'Numbers a change of songs and tells of it on the channel catalogue_changes.';

CREATE OR REPLACE TRIGGER songs_locked BEFORE INSERT OR UPDATE OR DELETE ON songs
    FOR EACH STATEMENT EXECUTE FUNCTION lock_catalogue();
CREATE OR REPLACE TRIGGER songs_changed AFTER INSERT OR UPDATE OR DELETE ON songs
    FOR EACH ROW EXECUTE FUNCTION keep_catalogue_change();
CREATE OR REPLACE TRIGGER catalogue_changes_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON catalogue_changes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

INSERT INTO catalogue_changes (song_id, change)
SELECT song_id, 'added' FROM songs s WHERE NOT EXISTS (SELECT FROM catalogue_changes c WHERE c.song_id = s.song_id)
ORDER BY created_at, song_id;

CREATE TABLE IF NOT EXISTS late_matches (
    event_id uuid PRIMARY KEY REFERENCES unrecognised_plays,
    catalogue bigint NOT NULL DEFAULT -1,
    recovered_at timestamptz,
    song_id text,
    CONSTRAINT late_matches_wait_for_a_song CHECK (song_id IS NULL OR recovered_at IS NOT NULL)
) WITH (fillfactor = 70);
CREATE INDEX IF NOT EXISTS late_matches_waiting ON late_matches (catalogue) WHERE recovered_at IS NULL;
COMMENT ON TABLE late_matches IS 'How far each unrecognised detection was matched again; beside unrecognised_plays, because it changes often and is small.';
COMMENT ON COLUMN late_matches.event_id IS 'The detection.';
COMMENT ON COLUMN late_matches.catalogue IS 'The last change of the catalogue that it was matched against (catalogue_changes); -1 before it was matched again at all, 0 against an empty catalogue.';
COMMENT ON COLUMN late_matches.recovered_at IS 'When it was published as a play, or became one because it was sent again; null while it waits. The ledger has the play from unrecognised_plays.resolved_at on.';
COMMENT ON COLUMN late_matches.song_id IS 'The song as which it was published; null where it was not, because it was sent again and recognised.';

INSERT INTO late_matches (event_id)
SELECT event_id FROM unrecognised_plays WHERE resolved_at IS NULL
ON CONFLICT DO NOTHING;
