-- depends: 0015_audit

ALTER TABLE users DROP CONSTRAINT IF EXISTS users_sealed_with_a_key;
ALTER TABLE users DROP COLUMN IF EXISTS key_id;
CREATE INDEX IF NOT EXISTS users_by_time ON users (created_at, user_id);
COMMENT ON TABLE users IS 'People who sign in. Personal values are sealed with the person''s own key in person_keys; a keyed hash finds them.';
COMMENT ON COLUMN users.email_lookup IS 'HMAC-SHA-256 of the normalised e-mail address.';
COMMENT ON COLUMN users.email_sealed IS 'E-mail address: id of the person''s key, nonce, AES-256-GCM.';
COMMENT ON COLUMN users.phone_lookup IS 'HMAC-SHA-256 of the phone number as E.164 writes it.';
COMMENT ON COLUMN users.phone_sealed IS 'Phone number: id of the person''s key, nonce, AES-256-GCM.';
COMMENT ON COLUMN users.password_hash IS 'argon2id with its parameters; null where nobody can sign in with a password.';

CREATE TABLE IF NOT EXISTS person_keys (
    person_id uuid PRIMARY KEY,
    key_id uuid NOT NULL UNIQUE,
    wrapped bytea NOT NULL,
    wrapped_with text NOT NULL CHECK (wrapped_with <> ''),
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS person_keys_by_wrapping ON person_keys (wrapped_with, person_id);
COMMENT ON TABLE person_keys IS 'The one data key of each person, wrapped. Without its row nothing that was sealed for the person can be read again.';
COMMENT ON COLUMN person_keys.person_id IS 'The user, or the registration that becomes one.';
COMMENT ON COLUMN person_keys.key_id IS 'Names the key at the head of each value sealed with it.';
COMMENT ON COLUMN person_keys.wrapped IS 'The key: nonce, AES-256-GCM under a key that no database holds.';
COMMENT ON COLUMN person_keys.wrapped_with IS 'Id of that key; the person''s look-up hashes are made with it too.';
COMMENT ON COLUMN person_keys.made_at IS 'When the key was made.';

CREATE TABLE IF NOT EXISTS registrations (
    registration_id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    role text NOT NULL CHECK (role IN ('admin', 'analyst', 'reviewer', 'artist', 'dj', 'venue_manager', 'station_operator')),
    artist_id text,
    invited_by uuid REFERENCES users,
    password_hash text,
    email_lookup bytea,
    email_sealed bytea,
    phone_lookup bytea,
    phone_sealed bytea,
    code_hash bytea,
    attempts_left integer NOT NULL,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    CONSTRAINT registrations_has_one_address CHECK (num_nonnulls(email_sealed, phone_sealed) = 1)
);
CREATE INDEX IF NOT EXISTS registrations_by_expiry ON registrations (expires_at);
CREATE INDEX IF NOT EXISTS registrations_by_time ON registrations (made_at, registration_id);
COMMENT ON TABLE registrations IS 'People who asked for an account, or were invited, and have not yet proven their address. A row becomes one of users.';
COMMENT ON COLUMN registrations.registration_id IS 'The user_id that the person will have.';
COMMENT ON COLUMN registrations.name IS 'The name that the person will be shown under.';
COMMENT ON COLUMN registrations.role IS 'The role that the person will have.';
COMMENT ON COLUMN registrations.artist_id IS 'The artist whose figures an invited artist will see.';
COMMENT ON COLUMN registrations.invited_by IS 'The admin who invited; null where the person came by themselves.';
COMMENT ON COLUMN registrations.password_hash IS 'argon2id; null until an invited person chooses one.';
COMMENT ON COLUMN registrations.email_lookup IS 'As in users.';
COMMENT ON COLUMN registrations.email_sealed IS 'As in users.';
COMMENT ON COLUMN registrations.phone_lookup IS 'As in users.';
COMMENT ON COLUMN registrations.phone_sealed IS 'As in users.';
COMMENT ON COLUMN registrations.code_hash IS 'HMAC-SHA-256 of the one-time code; null where the address has an account, so that no code fits.';
COMMENT ON COLUMN registrations.attempts_left IS 'How many codes may still be tried.';
COMMENT ON COLUMN registrations.made_at IS 'When it was asked for.';
COMMENT ON COLUMN registrations.expires_at IS 'When the code is good no more; some time later the row is removed.';

CREATE TABLE IF NOT EXISTS password_resets (
    reset_id uuid PRIMARY KEY,
    lookups bytea[] NOT NULL,
    user_id uuid REFERENCES users,
    code_hash bytea,
    attempts_left integer NOT NULL,
    made_at timestamptz NOT NULL,
    prepared_at timestamptz,
    expires_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS password_resets_to_prepare ON password_resets (made_at) WHERE prepared_at IS NULL;
CREATE INDEX IF NOT EXISTS password_resets_by_expiry ON password_resets (expires_at);
CREATE INDEX IF NOT EXISTS password_resets_by_user ON password_resets (user_id);
COMMENT ON TABLE password_resets IS 'New passwords that were asked for. Whether an account exists is looked up later and elsewhere, so that asking takes the same time.';
COMMENT ON COLUMN password_resets.reset_id IS 'What the asker was given.';
COMMENT ON COLUMN password_resets.lookups IS 'Look-up hashes of the address, by each key in use.';
COMMENT ON COLUMN password_resets.user_id IS 'Whose it turned out to be; null where it is nobody''s.';
COMMENT ON COLUMN password_resets.code_hash IS 'HMAC-SHA-256 of the one-time code; null where there is none.';
COMMENT ON COLUMN password_resets.attempts_left IS 'How many codes may still be tried.';
COMMENT ON COLUMN password_resets.made_at IS 'When it was asked for.';
COMMENT ON COLUMN password_resets.prepared_at IS 'When it was looked up and, where the account exists, a message written.';
COMMENT ON COLUMN password_resets.expires_at IS 'When the code is good no more.';

CREATE TABLE IF NOT EXISTS messages (
    message_id uuid PRIMARY KEY,
    person_id uuid NOT NULL,
    channel text NOT NULL CHECK (channel IN ('email', 'sms')),
    to_sealed bytea,
    text_sealed bytea,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    sent_at timestamptz,
    failed_at timestamptz,
    error text,
    CONSTRAINT messages_forget_what_was_sent CHECK ((to_sealed IS NULL) = (sent_at IS NOT NULL OR failed_at IS NOT NULL)),
    CONSTRAINT messages_whole CHECK ((to_sealed IS NULL) = (text_sealed IS NULL))
);
CREATE INDEX IF NOT EXISTS messages_due ON messages (next_at) WHERE to_sealed IS NOT NULL;
CREATE INDEX IF NOT EXISTS messages_by_person ON messages (person_id);
CREATE INDEX IF NOT EXISTS messages_by_time ON messages (made_at);
COMMENT ON TABLE messages IS 'E-mails and texts to people, written with what they tell of and sent after the commit. What was sent is forgotten.';
COMMENT ON COLUMN messages.message_id IS 'Also the Message-ID of an e-mail, so that one that is sent twice can be told.';
COMMENT ON COLUMN messages.person_id IS 'With whose key it is sealed.';
COMMENT ON COLUMN messages.channel IS 'How it goes.';
COMMENT ON COLUMN messages.to_sealed IS 'Address or number; null once it went.';
COMMENT ON COLUMN messages.text_sealed IS 'Subject and text as JSON; null once it went.';
COMMENT ON COLUMN messages.made_at IS 'When it was written.';
COMMENT ON COLUMN messages.expires_at IS 'When sending it has no use any more.';
COMMENT ON COLUMN messages.next_at IS 'When it is tried next; while one process sends it, when another may.';
COMMENT ON COLUMN messages.attempts IS 'How often it was tried.';
COMMENT ON COLUMN messages.sent_at IS 'When a server took it.';
COMMENT ON COLUMN messages.failed_at IS 'When it was given up.';
COMMENT ON COLUMN messages.error IS 'What went wrong last, without the address.';

CREATE TABLE IF NOT EXISTS sessions (
    session_id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    seen_sealed bytea,
    made_at timestamptz NOT NULL,
    used_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_for text CHECK (ended_for IN ('signed_out', 'revoked', 'reused', 'password', 'standing', 'role', 'totp'))
);
CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions (user_id, made_at);
CREATE INDEX IF NOT EXISTS sessions_by_expiry ON sessions (expires_at);
COMMENT ON TABLE sessions IS 'Where people are signed in: a family of refresh tokens, of which one is good at a time.';
COMMENT ON COLUMN sessions.session_id IS 'The claim sid of its access tokens.';
COMMENT ON COLUMN sessions.user_id IS 'Who is signed in.';
COMMENT ON COLUMN sessions.seen_sealed IS 'Network address and program that signed in, as JSON, for the person to tell sessions apart.';
COMMENT ON COLUMN sessions.made_at IS 'When the person signed in.';
COMMENT ON COLUMN sessions.used_at IS 'When it was last refreshed.';
COMMENT ON COLUMN sessions.expires_at IS 'When the person must sign in again at the latest.';
COMMENT ON COLUMN sessions.ended_at IS 'When it was ended before that.';
COMMENT ON COLUMN sessions.ended_for IS 'Why: reused means that a refresh token came twice.';

CREATE TABLE IF NOT EXISTS refresh_tokens (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES sessions ON DELETE CASCADE,
    made_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX IF NOT EXISTS refresh_tokens_by_session ON refresh_tokens (session_id);
COMMENT ON TABLE refresh_tokens IS 'Refresh tokens, each good once.';
COMMENT ON COLUMN refresh_tokens.token_hash IS 'SHA-256 of the token, which is random.';
COMMENT ON COLUMN refresh_tokens.session_id IS 'Its family.';
COMMENT ON COLUMN refresh_tokens.made_at IS 'When it was issued.';
COMMENT ON COLUMN refresh_tokens.used_at IS 'When it was exchanged for the next one.';

CREATE TABLE IF NOT EXISTS sign_in_challenges (
    challenge_hash bytea PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    attempts_left integer NOT NULL,
    used_at timestamptz
);
CREATE INDEX IF NOT EXISTS sign_in_challenges_by_expiry ON sign_in_challenges (expires_at);
CREATE INDEX IF NOT EXISTS sign_in_challenges_by_user ON sign_in_challenges (user_id);
COMMENT ON TABLE sign_in_challenges IS 'Right passwords that wait for a second factor.';
COMMENT ON COLUMN sign_in_challenges.challenge_hash IS 'SHA-256 of what the person was given, which is random.';
COMMENT ON COLUMN sign_in_challenges.user_id IS 'Whose password it was.';
COMMENT ON COLUMN sign_in_challenges.made_at IS 'When the password came.';
COMMENT ON COLUMN sign_in_challenges.expires_at IS 'When the password is to be given again.';
COMMENT ON COLUMN sign_in_challenges.attempts_left IS 'How many codes may still be tried.';
COMMENT ON COLUMN sign_in_challenges.used_at IS 'When a code fitted.';

CREATE TABLE IF NOT EXISTS totp_secrets (
    user_id uuid PRIMARY KEY REFERENCES users,
    secret_sealed bytea NOT NULL,
    made_at timestamptz NOT NULL,
    confirmed_at timestamptz,
    last_step bigint NOT NULL DEFAULT 0
);
COMMENT ON TABLE totp_secrets IS 'Second factors (RFC 6238).';
COMMENT ON COLUMN totp_secrets.user_id IS 'Whose it is.';
COMMENT ON COLUMN totp_secrets.secret_sealed IS 'The shared secret: id of the person''s key, nonce, AES-256-GCM.';
COMMENT ON COLUMN totp_secrets.made_at IS 'When it was made.';
COMMENT ON COLUMN totp_secrets.confirmed_at IS 'When a first code of it fitted; null until then, and it is not asked for.';
COMMENT ON COLUMN totp_secrets.last_step IS 'Time step of the last code that was taken: none is taken twice, and none before it.';

CREATE TABLE IF NOT EXISTS recovery_codes (
    user_id uuid NOT NULL REFERENCES users,
    code_hash bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (user_id, code_hash)
);
COMMENT ON TABLE recovery_codes IS 'Codes for whoever lost the second factor, each good once.';
COMMENT ON COLUMN recovery_codes.user_id IS 'Whose it is.';
COMMENT ON COLUMN recovery_codes.code_hash IS 'SHA-256 of the code, which is random.';
COMMENT ON COLUMN recovery_codes.used_at IS 'When it was used.';

CREATE TABLE IF NOT EXISTS throttles (
    subject bytea PRIMARY KEY,
    failures integer NOT NULL,
    last_at timestamptz NOT NULL,
    free_at timestamptz NOT NULL
);
CREATE INDEX IF NOT EXISTS throttles_by_time ON throttles (last_at);
COMMENT ON TABLE throttles IS 'Who has to wait before trying again: accounts that may not exist, and network addresses.';
COMMENT ON COLUMN throttles.subject IS 'Keyed hash of what is tried and of whose.';
COMMENT ON COLUMN throttles.failures IS 'Tries without success since the last one that succeeded, or since a day.';
COMMENT ON COLUMN throttles.last_at IS 'When the last one was.';
COMMENT ON COLUMN throttles.free_at IS 'When the next one is allowed.';

CREATE TABLE IF NOT EXISTS service_accounts (
    client_id uuid PRIMARY KEY,
    source_id text NOT NULL REFERENCES devices,
    name text NOT NULL CHECK (name <> ''),
    scopes text[] NOT NULL,
    standing text NOT NULL DEFAULT 'active' CHECK (standing IN ('active', 'suspended')),
    secret_hash bytea,
    public_key jsonb,
    made_by uuid NOT NULL REFERENCES users,
    made_at timestamptz NOT NULL,
    changed_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX IF NOT EXISTS service_accounts_by_source ON service_accounts (source_id);
CREATE INDEX IF NOT EXISTS service_accounts_by_time ON service_accounts (made_at, client_id);
CREATE INDEX IF NOT EXISTS service_accounts_by_maker ON service_accounts (made_by);
COMMENT ON TABLE service_accounts IS 'Programs of stations and streaming services: OAuth 2 clients that get tokens of a source.';
COMMENT ON COLUMN service_accounts.client_id IS 'Id of the client.';
COMMENT ON COLUMN service_accounts.source_id IS 'The source that it speaks as; its stations are those that the client may report of.';
COMMENT ON COLUMN service_accounts.name IS 'What people call it.';
COMMENT ON COLUMN service_accounts.scopes IS 'What its tokens may be used for.';
COMMENT ON COLUMN service_accounts.standing IS 'Whether it is given tokens.';
COMMENT ON COLUMN service_accounts.secret_hash IS 'SHA-256 of its secret, which is random; null where it has none.';
COMMENT ON COLUMN service_accounts.public_key IS 'Its public key as a JWK, for private_key_jwt (RFC 7523); null where it has none.';
COMMENT ON COLUMN service_accounts.made_by IS 'The admin who made it.';
COMMENT ON COLUMN service_accounts.made_at IS 'When.';
COMMENT ON COLUMN service_accounts.changed_at IS 'When it last changed.';
COMMENT ON COLUMN service_accounts.used_at IS 'When it last got a token.';

CREATE TABLE IF NOT EXISTS client_assertions (
    client_id uuid NOT NULL REFERENCES service_accounts,
    jti text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (client_id, jti)
);
CREATE INDEX IF NOT EXISTS client_assertions_by_expiry ON client_assertions (expires_at);
COMMENT ON TABLE client_assertions IS 'Assertions that clients proved themselves with: none is taken twice.';
COMMENT ON COLUMN client_assertions.client_id IS 'Whose.';
COMMENT ON COLUMN client_assertions.jti IS 'Its id.';
COMMENT ON COLUMN client_assertions.expires_at IS 'When it would not be taken anyway.';
