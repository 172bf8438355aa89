-- depends: 0018_fallback

CREATE TABLE IF NOT EXISTS unknown_recordings (
    recording_id uuid PRIMARY KEY,
    profile text NOT NULL CHECK (profile IN ('line', 'mic')),
    hearings integer NOT NULL DEFAULT 0 CHECK (hearings >= 0),
    recovered integer NOT NULL DEFAULT 0 CHECK (recovered >= 0),
    sources integer NOT NULL DEFAULT 0 CHECK (sources >= 0),
    stations text[] NOT NULL DEFAULT '{}',
    first_heard timestamptz,
    last_heard timestamptz,
    song_id text,
    identified_by text,
    identified_at timestamptz,
    CONSTRAINT unknown_recordings_identified CHECK (num_nonnulls(song_id, identified_by, identified_at) IN (0, 3))
);
CREATE INDEX IF NOT EXISTS unknown_recordings_frequent ON unknown_recordings (hearings DESC, recording_id)
    WHERE hearings > 0;
CREATE INDEX IF NOT EXISTS unknown_recordings_of_song ON unknown_recordings (song_id) WHERE song_id IS NOT NULL;
COMMENT ON TABLE unknown_recordings IS 'Recordings that no song of the catalogue is, each with its unrecognised hearings.';
COMMENT ON COLUMN unknown_recordings.recording_id IS 'Id of the hearing that it was founded on.';
COMMENT ON COLUMN unknown_recordings.profile IS 'Profile of all its fingerprints: a recording heard in both is two rows.';
COMMENT ON COLUMN unknown_recordings.hearings IS 'Hearings that wait.';
COMMENT ON COLUMN unknown_recordings.recovered IS 'Hearings that became plays meanwhile.';
COMMENT ON COLUMN unknown_recordings.sources IS 'Different sources of the hearings that wait.';
COMMENT ON COLUMN unknown_recordings.stations IS 'Stations among them.';
COMMENT ON COLUMN unknown_recordings.first_heard IS 'Event time of the first hearing that waits; null where none does.';
COMMENT ON COLUMN unknown_recordings.last_heard IS 'Event time of the last one.';
COMMENT ON COLUMN unknown_recordings.song_id IS 'The song that somebody said it is: its hearings, also those to come, are plays of it.';
COMMENT ON COLUMN unknown_recordings.identified_by IS 'Who said so.';
COMMENT ON COLUMN unknown_recordings.identified_at IS 'When.';

CREATE TABLE IF NOT EXISTS unknown_hearings (
    event_id uuid PRIMARY KEY REFERENCES unrecognised_plays,
    recording_id uuid REFERENCES unknown_recordings,
    linked_to uuid,
    offset_items integer,
    z real,
    searched boolean NOT NULL DEFAULT false,
    recovered boolean NOT NULL DEFAULT false,
    counted boolean NOT NULL DEFAULT false
) WITH (fillfactor = 80);
CREATE INDEX IF NOT EXISTS unknown_hearings_new ON unknown_hearings (event_id) WHERE recording_id IS NULL AND NOT recovered;
CREATE INDEX IF NOT EXISTS unknown_hearings_of_recording ON unknown_hearings (recording_id) WHERE recording_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS unknown_hearings_searched ON unknown_hearings (event_id) WHERE searched;
CREATE INDEX IF NOT EXISTS unknown_hearings_left ON unknown_hearings (event_id)
    WHERE recovered AND NOT counted AND recording_id IS NOT NULL;
COMMENT ON TABLE unknown_hearings IS 'Unrecognised fingerprints and the unknown recording that each is of.';
COMMENT ON COLUMN unknown_hearings.event_id IS 'The unrecognised detection.';
COMMENT ON COLUMN unknown_hearings.recording_id IS 'The recording; null until it was compared with the others.';
COMMENT ON COLUMN unknown_hearings.linked_to IS 'The hearing that it resembles most; null for the first of its kind.';
COMMENT ON COLUMN unknown_hearings.offset_items IS 'At which item of linked_to it begins; negative where it begins before.';
COMMENT ON COLUMN unknown_hearings.z IS 'How well the two fit.';
COMMENT ON COLUMN unknown_hearings.searched IS 'Whether later hearings are compared with it: not where it brings nothing new, nor once it was recovered.';
COMMENT ON COLUMN unknown_hearings.recovered IS 'Whether it became a play meanwhile.';
COMMENT ON COLUMN unknown_hearings.counted IS 'Whether its recording''s numbers know of that.';

CREATE OR REPLACE FUNCTION leave_unknown() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE unknown_hearings SET recovered = true, searched = false WHERE event_id = NEW.event_id;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION leave_unknown() IS 'A detection that became a play is no hearing of an unknown recording any more.';
CREATE OR REPLACE TRIGGER late_matches_recovered AFTER UPDATE OF recovered_at ON late_matches
    FOR EACH ROW WHEN (OLD.recovered_at IS NULL AND NEW.recovered_at IS NOT NULL) EXECUTE FUNCTION leave_unknown();

INSERT INTO unknown_hearings (event_id)
SELECT event_id FROM unrecognised_plays WHERE resolved_at IS NULL AND fingerprint IS NOT NULL
ON CONFLICT DO NOTHING;
