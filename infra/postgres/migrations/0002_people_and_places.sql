-- depends: 0001_storage

CREATE TABLE IF NOT EXISTS users (
    user_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    name text NOT NULL CHECK (name <> ''),
    role text NOT NULL CHECK (role IN ('admin', 'analyst', 'reviewer', 'artist', 'dj', 'venue_manager', 'station_operator')),
    standing text NOT NULL DEFAULT 'active' CHECK (standing IN ('active', 'suspended', 'closed')),
    email_lookup bytea UNIQUE,
    email_sealed bytea,
    phone_lookup bytea UNIQUE,
    phone_sealed bytea,
    password_hash text,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE users IS 'People who sign in. Personal values are sealed; a keyed hash finds them.';
COMMENT ON COLUMN users.user_id IS 'Pseudonymous id, the only one that leaves this table.';
COMMENT ON COLUMN users.name IS 'The name that the person is shown under.';
COMMENT ON COLUMN users.role IS 'What the person may do; permissions by role are a table in code.';
COMMENT ON COLUMN users.standing IS 'Whether the person may sign in.';
COMMENT ON COLUMN users.email_lookup IS 'Keyed hash of the e-mail address.';
COMMENT ON COLUMN users.email_sealed IS 'E-mail address, AES-256-GCM.';
COMMENT ON COLUMN users.phone_lookup IS 'Keyed hash of the phone number.';
COMMENT ON COLUMN users.phone_sealed IS 'Phone number, AES-256-GCM.';
COMMENT ON COLUMN users.password_hash IS 'argon2id; null where the person signs in otherwise.';
COMMENT ON COLUMN users.created_at IS 'When the row was made.';
COMMENT ON COLUMN users.changed_at IS 'When the row last changed.';

CREATE TABLE IF NOT EXISTS venues (
    venue_id text PRIMARY KEY CHECK (venue_id <> ''),
    name text NOT NULL CHECK (name <> ''),
    district text,
    lat double precision CHECK (lat BETWEEN -90 AND 90),
    lon double precision CHECK (lon BETWEEN -180 AND 180),
    opens time,
    closes time,
    manager_id uuid REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT venues_place_is_whole CHECK ((lat IS NULL) = (lon IS NULL))
);
CREATE INDEX IF NOT EXISTS venues_by_manager ON venues (manager_id);
CREATE INDEX IF NOT EXISTS venues_by_district ON venues (district);
COMMENT ON TABLE venues IS 'Bars, hotels, shops and halls that play music.';
COMMENT ON COLUMN venues.venue_id IS 'Id in events and totals.';
COMMENT ON COLUMN venues.name IS 'What people call it.';
COMMENT ON COLUMN venues.district IS 'District of Rwanda.';
COMMENT ON COLUMN venues.lat IS 'Degrees north.';
COMMENT ON COLUMN venues.lon IS 'Degrees east.';
COMMENT ON COLUMN venues.opens IS 'Opening time in Africa/Kigali; null where it is not known.';
COMMENT ON COLUMN venues.closes IS 'Closing time in Africa/Kigali; before opens where it closes after midnight.';
COMMENT ON COLUMN venues.manager_id IS 'Who answers for it.';
COMMENT ON COLUMN venues.created_at IS 'When the row was made.';

CREATE TABLE IF NOT EXISTS stations (
    station_id text PRIMARY KEY CHECK (station_id <> ''),
    name text NOT NULL CHECK (name <> ''),
    kind text NOT NULL DEFAULT 'radio' CHECK (kind IN ('radio', 'television', 'streaming')),
    frequency_mhz numeric(6, 2) CHECK (frequency_mhz > 0),
    district text,
    operator_id uuid REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS stations_by_operator ON stations (operator_id);
COMMENT ON TABLE stations IS 'Radio stations, television channels and streaming services.';
COMMENT ON COLUMN stations.station_id IS 'Id in events and totals.';
COMMENT ON COLUMN stations.name IS 'What listeners call it.';
COMMENT ON COLUMN stations.kind IS 'How it reaches listeners.';
COMMENT ON COLUMN stations.frequency_mhz IS 'Main frequency in MHz; null for services without one.';
COMMENT ON COLUMN stations.district IS 'District of its studio.';
COMMENT ON COLUMN stations.operator_id IS 'Who answers for it.';
COMMENT ON COLUMN stations.created_at IS 'When the row was made.';

CREATE TABLE IF NOT EXISTS devices (
    source_id text PRIMARY KEY CHECK (source_id <> ''),
    source_type text NOT NULL CHECK (source_type IN ('phone', 'dj', 'venue', 'radio', 'streaming')),
    name text NOT NULL CHECK (name <> ''),
    standing text NOT NULL DEFAULT 'registered' CHECK (standing IN ('registered', 'suspended', 'revoked')),
    stations text[] NOT NULL DEFAULT '{}',
    venues text[] NOT NULL DEFAULT '{}',
    district text,
    plays_per_minute integer NOT NULL DEFAULT 0 CHECK (plays_per_minute >= 0),
    attestation text NOT NULL DEFAULT 'none',
    owner_id uuid REFERENCES users,
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS devices_by_owner ON devices (owner_id);
CREATE INDEX IF NOT EXISTS devices_by_standing ON devices (standing, source_type);
COMMENT ON TABLE devices IS 'Registered sources of detections; published to the topic sources through the outbox.';
COMMENT ON COLUMN devices.source_id IS 'Pseudonymous id in events.';
COMMENT ON COLUMN devices.source_type IS 'What kind of source it is.';
COMMENT ON COLUMN devices.name IS 'What its owner calls it.';
COMMENT ON COLUMN devices.standing IS 'Whether its detections are taken.';
COMMENT ON COLUMN devices.stations IS 'Stations that it may speak for.';
COMMENT ON COLUMN devices.venues IS 'Venues that it may speak for.';
COMMENT ON COLUMN devices.district IS 'District where it stands; null for what moves about.';
COMMENT ON COLUMN devices.plays_per_minute IS 'The most that it may report; 0 means the limit of its type.';
COMMENT ON COLUMN devices.attestation IS 'How its integrity was proven.';
COMMENT ON COLUMN devices.owner_id IS 'Whose it is.';
COMMENT ON COLUMN devices.created_at IS 'When it was registered.';
COMMENT ON COLUMN devices.changed_at IS 'When its row last changed.';
