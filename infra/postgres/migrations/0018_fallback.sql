-- depends: 0014_late_matching

CREATE TABLE IF NOT EXISTS song_mbids (
    mbid uuid PRIMARY KEY,
    song_id text NOT NULL REFERENCES songs ON DELETE CASCADE,
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS song_mbids_by_song ON song_mbids (song_id);
COMMENT ON TABLE song_mbids IS 'Songs as MusicBrainz knows them; one recording may have several ids there.';
COMMENT ON COLUMN song_mbids.mbid IS 'MusicBrainz recording id.';
COMMENT ON COLUMN song_mbids.song_id IS 'The song that it is.';
COMMENT ON COLUMN song_mbids.made_by IS 'Who said so.';
COMMENT ON COLUMN song_mbids.made_at IS 'When.';

CREATE TABLE IF NOT EXISTS fallback_uploads (
    upload_id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    duration_ms integer NOT NULL CHECK (duration_ms > 0),
    line bytea NOT NULL CHECK (line <> ''),
    clip bytea NOT NULL CHECK (octet_length(clip) BETWEEN 1 AND 10485760),
    made_by text NOT NULL CHECK (made_by <> ''),
    made_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE fallback_uploads IS 'Audio files that an operator wants named. They are no plays: nothing is counted of them.';
COMMENT ON COLUMN fallback_uploads.upload_id IS 'UUID of the audio: the same file is the same upload.';
COMMENT ON COLUMN fallback_uploads.name IS 'The file''s name.';
COMMENT ON COLUMN fallback_uploads.duration_ms IS 'Length of the whole file in milliseconds.';
COMMENT ON COLUMN fallback_uploads.line IS 'Fingerprint of the whole file in the profile line, compressed.';
COMMENT ON COLUMN fallback_uploads.clip IS 'Some seconds out of its middle, as Ogg Vorbis: what a service that takes audio is sent.';
COMMENT ON COLUMN fallback_uploads.made_by IS 'Who gave it.';
COMMENT ON COLUMN fallback_uploads.made_at IS 'When.';

CREATE TABLE IF NOT EXISTS fallback_answers (
    service text NOT NULL CHECK (service IN ('acoustid', 'audd')),
    question bytea NOT NULL CHECK (octet_length(question) = 32),
    candidates jsonb NOT NULL CHECK (jsonb_typeof(candidates) = 'array'),
    answered_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL CHECK (expires_at > answered_at),
    PRIMARY KEY (service, question)
);
COMMENT ON TABLE fallback_answers IS 'What the services said, also that they know nothing; asked again only when it has expired.';
COMMENT ON COLUMN fallback_answers.service IS 'Who was asked.';
COMMENT ON COLUMN fallback_answers.question IS 'SHA-256 of what was asked.';
COMMENT ON COLUMN fallback_answers.candidates IS 'Score, title, artist, ISRCs and MusicBrainz recording id of each candidate, likeliest first; empty where it is unknown.';
COMMENT ON COLUMN fallback_answers.answered_at IS 'When it was said.';
COMMENT ON COLUMN fallback_answers.expires_at IS 'From when on it is asked again.';

CREATE TABLE IF NOT EXISTS fallback_asks (
    ask_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    service text NOT NULL CHECK (service IN ('acoustid', 'audd')),
    event_id uuid REFERENCES unrecognised_plays,
    upload_id uuid REFERENCES fallback_uploads ON DELETE CASCADE,
    due_at timestamptz NOT NULL DEFAULT now(),
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    outcome text CHECK (outcome IN ('counted', 'song', 'hint', 'unlike', 'ambiguous', 'nothing', 'refused', 'given_up', 'recovered')),
    question bytea,
    song_id text,
    error text,
    CONSTRAINT fallback_asks_of_one_thing CHECK (num_nonnulls(event_id, upload_id) = 1),
    UNIQUE (service, event_id),
    UNIQUE (service, upload_id)
) WITH (fillfactor = 80);
CREATE INDEX IF NOT EXISTS fallback_asks_due ON fallback_asks (service, due_at, ask_id) WHERE outcome IS NULL;
CREATE INDEX IF NOT EXISTS fallback_asks_of_event ON fallback_asks (event_id);
CREATE INDEX IF NOT EXISTS fallback_asks_hints ON fallback_asks (service, question)
    WHERE outcome IN ('hint', 'unlike', 'ambiguous');
COMMENT ON TABLE fallback_asks IS 'What outside services are to be asked, and what came of it. Claimed with SKIP LOCKED; a claim is a due_at in the future.';
COMMENT ON COLUMN fallback_asks.ask_id IS 'The row.';
COMMENT ON COLUMN fallback_asks.service IS 'Who is to be asked.';
COMMENT ON COLUMN fallback_asks.event_id IS 'The unrecognised play that it is about; null for an upload.';
COMMENT ON COLUMN fallback_asks.upload_id IS 'The upload that it is about; null for a play.';
COMMENT ON COLUMN fallback_asks.due_at IS 'Not to be claimed before: while somebody asks, until a retry, until tomorrow''s budget.';
COMMENT ON COLUMN fallback_asks.attempts IS 'How often it was claimed; says also who has claimed it last.';
COMMENT ON COLUMN fallback_asks.outcome IS 'Null while it waits. counted: it is a play of song_id now. song: the upload is song_id. hint: known outside, no song of ours. unlike: our song of that code sounds otherwise. ambiguous: several of our songs. nothing: unknown outside too. refused: the service cannot read it. given_up: it failed too often. recovered: recognised meanwhile.';
COMMENT ON COLUMN fallback_asks.question IS 'Key of the answer in fallback_answers.';
COMMENT ON COLUMN fallback_asks.song_id IS 'The song that it was taken for.';
COMMENT ON COLUMN fallback_asks.error IS 'Why the last attempt failed; null after one that did not.';

CREATE TABLE IF NOT EXISTS fallback_days (
    service text NOT NULL,
    day date NOT NULL,
    asked integer NOT NULL CHECK (asked >= 0),
    PRIMARY KEY (service, day)
);
COMMENT ON TABLE fallback_days IS 'How many questions each service was asked on each day: the daily budget, counted before a question is sent.';
COMMENT ON COLUMN fallback_days.service IS 'Who was asked.';
COMMENT ON COLUMN fallback_days.day IS 'Day of Africa/Kigali.';
COMMENT ON COLUMN fallback_days.asked IS 'Questions sent, or about to be.';

CREATE OR REPLACE FUNCTION is_complete_play(
    source_type text, profile text, offset_ms integer, duration_ms integer, fingerprint bytea
) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    -- The count of items stands in bytes 1 to 3; an item is 1365/11025 s, and the first one hears 2.6 s.
    SELECT coalesce(
        source_type IN ('radio', 'streaming', 'dj') AND profile = 'line' AND offset_ms = 0
        AND duration_ms >= 30000 AND octet_length(fingerprint) > 4
        AND abs(
            (get_byte(fingerprint, 1) * 65536 + get_byte(fingerprint, 2) * 256 + get_byte(fingerprint, 3) - 1)
            * 1365.0 / 11.025 + 2600 - duration_ms
        ) <= 3000,
        false
    )
$$;
COMMENT ON FUNCTION is_complete_play(text, text, integer, integer, bytea) IS
    'Whether a report''s fingerprint is that of a whole recording as it was broadcast or mixed: what AcoustID can match.';

INSERT INTO fallback_asks (service, event_id)
SELECT 'acoustid', event_id FROM unrecognised_plays
WHERE resolved_at IS NULL AND is_complete_play(source_type, profile, fingerprint_offset_ms, duration_ms, fingerprint)
ON CONFLICT DO NOTHING;
