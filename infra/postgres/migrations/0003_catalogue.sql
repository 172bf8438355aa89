-- depends: 0002_people_and_places

CREATE TABLE IF NOT EXISTS artists (
    artist_id text PRIMARY KEY CHECK (artist_id <> ''),
    name text NOT NULL CHECK (name <> ''),
    user_id uuid UNIQUE REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS artists_by_name ON artists (lower(name));
COMMENT ON TABLE artists IS 'Who is credited for songs.';
COMMENT ON COLUMN artists.artist_id IS 'Id in events and totals.';
COMMENT ON COLUMN artists.name IS 'Name as credited.';
COMMENT ON COLUMN artists.user_id IS 'The account that sees this artist''s figures; null where there is none yet.';
COMMENT ON COLUMN artists.created_at IS 'When the row was made.';

CREATE TABLE IF NOT EXISTS songs (
    song_id text PRIMARY KEY CHECK (song_id <> ''),
    title text NOT NULL CHECK (title <> ''),
    artist_id text NOT NULL REFERENCES artists,
    isrc text UNIQUE CHECK (isrc ~ '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$'),
    duration_ms integer NOT NULL CHECK (duration_ms > 0),
    line bytea NOT NULL DEFAULT '',
    mic bytea NOT NULL DEFAULT '',
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS songs_by_artist ON songs (artist_id);
CREATE INDEX IF NOT EXISTS songs_by_title ON songs (lower(title));
COMMENT ON TABLE songs IS 'The catalogue; published to the topic catalogue.songs through the outbox.';
COMMENT ON COLUMN songs.song_id IS 'Id in events and totals.';
COMMENT ON COLUMN songs.title IS 'Title as registered.';
COMMENT ON COLUMN songs.artist_id IS 'Who is credited.';
COMMENT ON COLUMN songs.isrc IS 'International Standard Recording Code, 12 characters without hyphens; null where none is known.';
COMMENT ON COLUMN songs.duration_ms IS 'Length of the recording in milliseconds.';
COMMENT ON COLUMN songs.line IS 'Fingerprint of the whole recording for sources on a line; empty where there is none.';
COMMENT ON COLUMN songs.mic IS 'Fingerprint of the whole recording for sources with a microphone; empty where there is none.';
COMMENT ON COLUMN songs.version IS 'One more at each change that is published.';
COMMENT ON COLUMN songs.created_at IS 'When the row was made.';
COMMENT ON COLUMN songs.changed_at IS 'When the row last changed.';

CREATE TABLE IF NOT EXISTS outbox (
    id bigint PRIMARY KEY,
    topic text NOT NULL,
    key text NOT NULL CHECK (key <> ''),
    value bytea,
    headers jsonb NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(headers) = 'object'),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE SEQUENCE IF NOT EXISTS outbox_id OWNED BY outbox.id;
COMMENT ON TABLE outbox IS 'What the relay publishes to Kafka. Written by outbox_put only: id has no default on purpose.';
COMMENT ON COLUMN outbox.id IS 'In commit order: whoever saw id n will never see a smaller one appear.';
COMMENT ON COLUMN outbox.topic IS 'The topic to publish to.';
COMMENT ON COLUMN outbox.key IS 'The record''s key.';
COMMENT ON COLUMN outbox.value IS 'The record''s value, encoded; null is a tombstone.';
COMMENT ON COLUMN outbox.headers IS 'The record''s headers, name to text.';
COMMENT ON COLUMN outbox.created_at IS 'When the transaction that wrote it began.';

CREATE OR REPLACE FUNCTION outbox_put(topic text, key text, value bytea, headers jsonb DEFAULT '{}') RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
    made bigint;
BEGIN
    -- Held until commit, so that ids are given out in the order in which they become visible.
    PERFORM pg_advisory_xact_lock(hashtextextended('outbox', 0));
    INSERT INTO outbox (id, topic, key, value, headers)
    VALUES (nextval('outbox_id'), outbox_put.topic, outbox_put.key, outbox_put.value, outbox_put.headers)
    RETURNING id INTO made;
    PERFORM pg_notify('outbox', '');
    RETURN made;
END
$$;
COMMENT ON FUNCTION outbox_put(text, text, bytea, jsonb) IS
    'Puts a record into the outbox within the caller''s transaction and wakes the relay (channel outbox) at commit. '
    'Writers queue behind each other until commit: call it late in the transaction.';
