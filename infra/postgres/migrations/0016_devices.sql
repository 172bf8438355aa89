-- depends: 0014_late_matching

CREATE TABLE IF NOT EXISTS device_keys (
    thumbprint text PRIMARY KEY CHECK (thumbprint <> ''),
    source_id text NOT NULL REFERENCES devices,
    jwk jsonb NOT NULL,
    registered_at timestamptz NOT NULL,
    replaced_at timestamptz CHECK (replaced_at >= registered_at)
);
CREATE UNIQUE INDEX IF NOT EXISTS device_keys_one_at_a_time ON device_keys (source_id) WHERE replaced_at IS NULL;
CREATE INDEX IF NOT EXISTS device_keys_by_source ON device_keys (source_id, registered_at);
COMMENT ON TABLE device_keys IS 'Public keys that sources prove themselves with, also those that were replaced: no key is ever used by two.';
COMMENT ON COLUMN device_keys.thumbprint IS 'SHA-256 of the key, RFC 7638.';
COMMENT ON COLUMN device_keys.source_id IS 'Whose it is.';
COMMENT ON COLUMN device_keys.jwk IS 'The public key, RFC 7517.';
COMMENT ON COLUMN device_keys.registered_at IS 'From when on it counts.';
COMMENT ON COLUMN device_keys.replaced_at IS 'When another took its place; null while it counts.';

CREATE TABLE IF NOT EXISTS device_fingerprints (
    source_id text NOT NULL REFERENCES devices,
    fingerprint text NOT NULL CHECK (fingerprint <> ''),
    first_seen_at timestamptz NOT NULL,
    PRIMARY KEY (source_id, fingerprint)
);
CREATE INDEX IF NOT EXISTS device_fingerprints_by_value ON device_fingerprints (fingerprint);
COMMENT ON TABLE device_fingerprints IS 'What devices said their hardware and app are, as salted hashes. One value under two sources, or two under one, is evidence of fraud.';
COMMENT ON COLUMN device_fingerprints.source_id IS 'The device.';
COMMENT ON COLUMN device_fingerprints.fingerprint IS 'HMAC-SHA-256 of the attributes, the first 16 bytes in base64url.';
COMMENT ON COLUMN device_fingerprints.first_seen_at IS 'When the device first said it.';

CREATE TABLE IF NOT EXISTS device_attestations (
    source_id text PRIMARY KEY REFERENCES devices,
    level text NOT NULL CHECK (level IN ('failed', 'software', 'unlocked', 'trusted_environment', 'strong_box')),
    evidence jsonb NOT NULL,
    checked_at timestamptz NOT NULL
);
COMMENT ON TABLE device_attestations IS 'What devices showed of their integrity at registration. Who showed nothing has no row.';
COMMENT ON COLUMN device_attestations.source_id IS 'The device.';
COMMENT ON COLUMN device_attestations.level IS 'Where its key is kept; unlocked where its system may have been changed, failed where the chain does not hold.';
COMMENT ON COLUMN device_attestations.evidence IS 'What the chain said, or why it does not hold.';
COMMENT ON COLUMN device_attestations.checked_at IS 'When the chain was verified.';

CREATE TABLE IF NOT EXISTS enrolment_codes (
    selector text PRIMARY KEY CHECK (selector <> ''),
    code_hash bytea NOT NULL,
    owner_id uuid NOT NULL REFERENCES users,
    source_type text NOT NULL CHECK (source_type IN ('phone', 'dj', 'venue', 'radio', 'streaming')),
    name text NOT NULL CHECK (name <> ''),
    stations text[] NOT NULL DEFAULT '{}',
    venues text[] NOT NULL DEFAULT '{}',
    district text,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    tries_left smallint NOT NULL CHECK (tries_left >= 0),
    used_at timestamptz,
    source_id text REFERENCES devices,
    CONSTRAINT enrolment_codes_used_by_a_device CHECK ((used_at IS NULL) = (source_id IS NULL))
);
CREATE INDEX IF NOT EXISTS enrolment_codes_by_owner ON enrolment_codes (owner_id);
CREATE INDEX IF NOT EXISTS enrolment_codes_by_end ON enrolment_codes (expires_at);
COMMENT ON TABLE enrolment_codes IS 'One-time codes that people get for their devices. A row is taken again by a new code once it has ended.';
COMMENT ON COLUMN enrolment_codes.selector IS 'The first characters of the code, which find it.';
COMMENT ON COLUMN enrolment_codes.code_hash IS 'Keyed hash of the whole code.';
COMMENT ON COLUMN enrolment_codes.owner_id IS 'Whose device it will be.';
COMMENT ON COLUMN enrolment_codes.source_type IS 'What kind of source it will be.';
COMMENT ON COLUMN enrolment_codes.name IS 'What its owner calls it.';
COMMENT ON COLUMN enrolment_codes.stations IS 'Stations that it will speak for.';
COMMENT ON COLUMN enrolment_codes.venues IS 'Venues that it will speak for.';
COMMENT ON COLUMN enrolment_codes.district IS 'District where it will stand; null for what moves about.';
COMMENT ON COLUMN enrolment_codes.made_at IS 'When the person asked for it.';
COMMENT ON COLUMN enrolment_codes.expires_at IS 'Until when it can be used.';
COMMENT ON COLUMN enrolment_codes.tries_left IS 'How many wrong codes of this beginning are still looked at.';
COMMENT ON COLUMN enrolment_codes.used_at IS 'When a device used it; null while none has.';
COMMENT ON COLUMN enrolment_codes.source_id IS 'The device that used it.';
