-- depends: 0014_late_matching

CREATE EXTENSION IF NOT EXISTS btree_gist;

ALTER TABLE artists
    ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN IF NOT EXISTS merged_into text REFERENCES artists,
    ADD COLUMN IF NOT EXISTS changed_at timestamptz NOT NULL DEFAULT now(),
    DROP CONSTRAINT IF EXISTS artists_merge_into_others,
    DROP CONSTRAINT IF EXISTS artists_merged_have_no_account,
    ADD CONSTRAINT artists_merge_into_others CHECK (merged_into <> artist_id),
    ADD CONSTRAINT artists_merged_have_no_account CHECK (merged_into IS NULL OR user_id IS NULL);
CREATE INDEX IF NOT EXISTS artists_by_merge ON artists (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX IF NOT EXISTS artists_in_order ON artists (lower(name), artist_id);
COMMENT ON COLUMN artists.version IS 'One more at each change.';
COMMENT ON COLUMN artists.merged_into IS 'The artist that this one turned out to be; its id stays good for that one. Null for an artist of its own.';
COMMENT ON COLUMN artists.changed_at IS 'When the row last changed.';

CREATE OR REPLACE FUNCTION artist_now(asked text) RETURNS text LANGUAGE sql STABLE AS $$
    WITH RECURSIVE way AS (
        SELECT a.artist_id, a.merged_into FROM artists a WHERE a.artist_id = asked
        UNION ALL
        SELECT a.artist_id, a.merged_into FROM way JOIN artists a ON a.artist_id = way.merged_into
    )
    SELECT artist_id FROM way WHERE merged_into IS NULL
$$;
COMMENT ON FUNCTION artist_now(text) IS 'The artist that an id stands for after all merges; null where nobody has it.';

CREATE OR REPLACE FUNCTION artist_ids(asked text) RETURNS SETOF text LANGUAGE sql STABLE AS $$
    WITH RECURSIVE family AS (
        SELECT asked AS artist_id
        UNION ALL
        SELECT a.artist_id FROM family JOIN artists a ON a.merged_into = family.artist_id
    )
    SELECT artist_id FROM family
$$;
COMMENT ON FUNCTION artist_ids(text) IS 'Every id under which an artist was ever counted: its own, and those merged into it. Figures of an artist are the sum over these.';

CREATE TABLE IF NOT EXISTS artist_aliases (
    folded text PRIMARY KEY CHECK (folded <> ''),
    artist_id text NOT NULL REFERENCES artists,
    alias text NOT NULL CHECK (alias <> ''),
    created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS artist_aliases_by_artist ON artist_aliases (artist_id, alias);
COMMENT ON TABLE artist_aliases IS 'Other names of artists. What is registered under one is registered for the artist.';
COMMENT ON COLUMN artist_aliases.folded IS 'The name in lower case with single blanks: one name means one artist.';
COMMENT ON COLUMN artist_aliases.artist_id IS 'Whose name it is.';
COMMENT ON COLUMN artist_aliases.alias IS 'The name as it is written.';
COMMENT ON COLUMN artist_aliases.created_at IS 'When the row was made.';

CREATE TABLE IF NOT EXISTS artist_claims (
    claim_id uuid PRIMARY KEY,
    artist_id text NOT NULL REFERENCES artists,
    user_id uuid NOT NULL REFERENCES users,
    evidence text NOT NULL CHECK (evidence <> ''),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'verified', 'declined', 'withdrawn')),
    reason text,
    made_at timestamptz NOT NULL DEFAULT now(),
    decided_at timestamptz,
    decided_by uuid REFERENCES users,
    CONSTRAINT artist_claims_are_decided_with_a_reason CHECK (
        (state = 'open') = (decided_at IS NULL) AND (state = 'open') = (decided_by IS NULL)
        AND (state IN ('open', 'withdrawn') OR reason <> ''))
);
CREATE UNIQUE INDEX IF NOT EXISTS artist_claims_open ON artist_claims (artist_id, user_id) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS artist_claims_by_time ON artist_claims (made_at, claim_id);
CREATE INDEX IF NOT EXISTS artist_claims_by_user ON artist_claims (user_id, made_at);
COMMENT ON TABLE artist_claims IS 'People who say that they are an artist, and what was found. Rows are never deleted.';
COMMENT ON COLUMN artist_claims.claim_id IS 'Id of the claim.';
COMMENT ON COLUMN artist_claims.artist_id IS 'The artist that the person says to be.';
COMMENT ON COLUMN artist_claims.user_id IS 'The person.';
COMMENT ON COLUMN artist_claims.evidence IS 'What the person shows for it, in words.';
COMMENT ON COLUMN artist_claims.state IS 'open until an admin verified or declined it, or the person withdrew it.';
COMMENT ON COLUMN artist_claims.reason IS 'Why it was decided so.';
COMMENT ON COLUMN artist_claims.made_at IS 'When it was made.';
COMMENT ON COLUMN artist_claims.decided_at IS 'When it was decided or withdrawn.';
COMMENT ON COLUMN artist_claims.decided_by IS 'Who decided or withdrew it.';

CREATE TABLE IF NOT EXISTS artist_merges (
    merge_id uuid PRIMARY KEY,
    artist_id text NOT NULL REFERENCES artists,
    merged_into text NOT NULL REFERENCES artists,
    songs text[] NOT NULL,
    aliases text[] NOT NULL,
    user_id uuid REFERENCES users,
    reason text NOT NULL CHECK (reason <> ''),
    made_at timestamptz NOT NULL DEFAULT now(),
    made_by uuid NOT NULL REFERENCES users,
    undone_at timestamptz,
    undone_by uuid REFERENCES users,
    CONSTRAINT artist_merges_are_undone_by_somebody CHECK ((undone_at IS NULL) = (undone_by IS NULL))
);
CREATE UNIQUE INDEX IF NOT EXISTS artist_merges_in_force ON artist_merges (artist_id) WHERE undone_at IS NULL;
CREATE INDEX IF NOT EXISTS artist_merges_by_time ON artist_merges (made_at, merge_id);
COMMENT ON TABLE artist_merges IS 'Artists that turned out to be one, with all that it takes to undo that. Rows are never deleted.';
COMMENT ON COLUMN artist_merges.merge_id IS 'Id of the merge.';
COMMENT ON COLUMN artist_merges.artist_id IS 'Who was merged.';
COMMENT ON COLUMN artist_merges.merged_into IS 'Into whom.';
COMMENT ON COLUMN artist_merges.songs IS 'The songs that were credited anew.';
COMMENT ON COLUMN artist_merges.aliases IS 'The other names that went along, folded.';
COMMENT ON COLUMN artist_merges.user_id IS 'The account that went along.';
COMMENT ON COLUMN artist_merges.reason IS 'Why they are one.';
COMMENT ON COLUMN artist_merges.made_at IS 'When they were merged.';
COMMENT ON COLUMN artist_merges.made_by IS 'Who merged them.';
COMMENT ON COLUMN artist_merges.undone_at IS 'When that was undone; null while it is in force.';
COMMENT ON COLUMN artist_merges.undone_by IS 'Who undid it.';

CREATE TABLE IF NOT EXISTS works (
    work_id text PRIMARY KEY CHECK (work_id <> ''),
    title text NOT NULL CHECK (title <> ''),
    iswc text UNIQUE CHECK (iswc ~ '^T[0-9]{10}$'),
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS works_in_order ON works (lower(title), work_id);
COMMENT ON TABLE works IS 'Musical works: words and music, whoever records them.';
COMMENT ON COLUMN works.work_id IS 'Id of the work.';
COMMENT ON COLUMN works.title IS 'Title as registered.';
COMMENT ON COLUMN works.iswc IS 'International Standard Musical Work Code (ISO 15707), T and ten digits of which the last is the check digit; null where none is known.';
COMMENT ON COLUMN works.version IS 'One more at each change.';
COMMENT ON COLUMN works.created_at IS 'When the row was made.';
COMMENT ON COLUMN works.changed_at IS 'When the row last changed.';

ALTER TABLE songs ADD COLUMN IF NOT EXISTS work_id text REFERENCES works;
CREATE INDEX IF NOT EXISTS songs_by_work ON songs (work_id) WHERE work_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS songs_in_order ON songs (lower(title), song_id);
COMMENT ON COLUMN songs.work_id IS 'The work that is recorded; null where it is not registered.';

CREATE TABLE IF NOT EXISTS rights_holders (
    holder_id uuid PRIMARY KEY,
    name text NOT NULL CHECK (name <> ''),
    kind text NOT NULL CHECK (kind IN ('person', 'organisation')),
    ipi text UNIQUE CHECK (ipi ~ '^[0-9]{11}$'),
    isni text UNIQUE CHECK (isni ~ '^[0-9]{15}[0-9X]$'),
    user_id uuid REFERENCES users,
    version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    created_at timestamptz NOT NULL DEFAULT now(),
    changed_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS rights_holders_in_order ON rights_holders (lower(name), holder_id);
CREATE INDEX IF NOT EXISTS rights_holders_by_user ON rights_holders (user_id) WHERE user_id IS NOT NULL;
COMMENT ON TABLE rights_holders IS 'Who is paid for songs and works.';
COMMENT ON COLUMN rights_holders.holder_id IS 'Id of the holder.';
COMMENT ON COLUMN rights_holders.name IS 'Name as credited.';
COMMENT ON COLUMN rights_holders.kind IS 'A person, or a label, publisher or society.';
COMMENT ON COLUMN rights_holders.ipi IS 'IPI name number, eleven digits of which the last two check; null where none is known.';
COMMENT ON COLUMN rights_holders.isni IS 'International Standard Name Identifier (ISO 27729), sixteen characters of which the last checks; null where none is known.';
COMMENT ON COLUMN rights_holders.user_id IS 'The account that sees what is theirs; null where there is none.';
COMMENT ON COLUMN rights_holders.version IS 'One more at each change.';
COMMENT ON COLUMN rights_holders.created_at IS 'When the row was made.';
COMMENT ON COLUMN rights_holders.changed_at IS 'When the row last changed.';

CREATE TABLE IF NOT EXISTS rights_splits (
    split_id uuid PRIMARY KEY,
    song_id text,
    work_id text REFERENCES works,
    right_type text NOT NULL CHECK (right_type IN ('composition', 'performance', 'producer')),
    valid daterange NOT NULL CHECK (NOT isempty(valid) AND NOT lower_inf(valid)),
    made_at timestamptz NOT NULL DEFAULT now(),
    made_by text NOT NULL CHECK (made_by <> ''),
    withdrawn_at timestamptz,
    withdrawn_by text,
    CONSTRAINT rights_splits_of_work_or_song CHECK (
        CASE right_type WHEN 'composition' THEN work_id IS NOT NULL AND song_id IS NULL
                        ELSE song_id IS NOT NULL AND work_id IS NULL END),
    CONSTRAINT rights_splits_are_withdrawn_by_somebody CHECK ((withdrawn_at IS NULL) = (withdrawn_by IS NULL)),
    CONSTRAINT rights_splits_one_at_a_time EXCLUDE USING gist (
        (coalesce(song_id, work_id)) WITH =, right_type WITH =, valid WITH &&) WHERE (withdrawn_at IS NULL)
);
CREATE INDEX IF NOT EXISTS rights_splits_by_song ON rights_splits (song_id, right_type) WHERE song_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS rights_splits_by_work ON rights_splits (work_id) WHERE work_id IS NOT NULL;
COMMENT ON TABLE rights_splits IS 'How one right of a song or work is divided, for some days. On every day at most one division is in force, and each is whole (rights_parts). Rows are never deleted: one that no longer holds is withdrawn, and others take its place.';
COMMENT ON COLUMN rights_splits.split_id IS 'Id of the division.';
COMMENT ON COLUMN rights_splits.song_id IS 'The song, for rights in a recording. No foreign key: what was played before a song was removed is still to be paid.';
COMMENT ON COLUMN rights_splits.work_id IS 'The work, for rights in words and music.';
COMMENT ON COLUMN rights_splits.right_type IS 'composition: authors and publishers of the work; performance: performers of the recording; producer: whoever owns the recording.';
COMMENT ON COLUMN rights_splits.valid IS 'The days, in Africa/Kigali, on which plays are paid so.';
COMMENT ON COLUMN rights_splits.made_at IS 'When it was registered.';
COMMENT ON COLUMN rights_splits.made_by IS 'Role and id of who registered it.';
COMMENT ON COLUMN rights_splits.withdrawn_at IS 'Since when it no longer holds, whatever its days; null while it does.';
COMMENT ON COLUMN rights_splits.withdrawn_by IS 'Role and id of who replaced it.';

CREATE TABLE IF NOT EXISTS rights_parts (
    split_id uuid NOT NULL REFERENCES rights_splits,
    holder_id uuid NOT NULL REFERENCES rights_holders,
    parts_per_million integer NOT NULL CHECK (parts_per_million BETWEEN 1 AND 1000000),
    PRIMARY KEY (split_id, holder_id)
);
CREATE INDEX IF NOT EXISTS rights_parts_by_holder ON rights_parts (holder_id);
COMMENT ON TABLE rights_parts IS 'Who has which part of a division. The parts of one come to 1,000,000. Rows are only added.';
COMMENT ON COLUMN rights_parts.split_id IS 'The division.';
COMMENT ON COLUMN rights_parts.holder_id IS 'Whose part it is.';
COMMENT ON COLUMN rights_parts.parts_per_million IS 'How much of the whole.';

CREATE OR REPLACE FUNCTION rights_are_whole() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    whole bigint;
BEGIN
    SELECT coalesce(sum(parts_per_million), 0) INTO whole FROM rights_parts WHERE split_id = NEW.split_id;
    IF whole <> 1000000 THEN
        RAISE EXCEPTION 'the parts of a division come to % and not to 1000000', whole
            USING ERRCODE = 'check_violation', CONSTRAINT = 'rights_are_whole', TABLE = 'rights_parts';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION rights_are_whole() IS 'Refuses, at commit, a division whose parts do not come to 1,000,000.';
DROP TRIGGER IF EXISTS rights_splits_are_whole ON rights_splits;
CREATE CONSTRAINT TRIGGER rights_splits_are_whole AFTER INSERT ON rights_splits
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rights_are_whole();
DROP TRIGGER IF EXISTS rights_parts_are_whole ON rights_parts;
CREATE CONSTRAINT TRIGGER rights_parts_are_whole AFTER INSERT ON rights_parts
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION rights_are_whole();
CREATE OR REPLACE TRIGGER rights_parts_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON rights_parts
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER rights_splits_are_kept BEFORE DELETE OR TRUNCATE ON rights_splits
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE FUNCTION rights_splits_only_withdrawn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.withdrawn_at IS NOT NULL
        OR (OLD.split_id, OLD.song_id, OLD.work_id, OLD.right_type, OLD.valid, OLD.made_at, OLD.made_by)
            IS DISTINCT FROM
           (NEW.split_id, NEW.song_id, NEW.work_id, NEW.right_type, NEW.valid, NEW.made_at, NEW.made_by) THEN
        RAISE EXCEPTION 'a division is withdrawn once, and else stays as it is'
            USING ERRCODE = 'restrict_violation', HINT = 'Withdraw it and add another.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION rights_splits_only_withdrawn() IS 'Refuses every change of a division but its withdrawal.';
CREATE OR REPLACE TRIGGER rights_splits_only_withdrawn BEFORE UPDATE ON rights_splits
    FOR EACH ROW EXECUTE FUNCTION rights_splits_only_withdrawn();

CREATE TABLE IF NOT EXISTS rights_disputes (
    dispute_id uuid PRIMARY KEY,
    song_id text,
    work_id text REFERENCES works,
    right_type text CHECK (right_type IN ('composition', 'performance', 'producer')),
    reason text NOT NULL CHECK (reason <> ''),
    opened_by uuid NOT NULL REFERENCES users,
    opened_at timestamptz NOT NULL DEFAULT now(),
    state text NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'settled', 'withdrawn')),
    resolution text,
    closed_by uuid REFERENCES users,
    closed_at timestamptz,
    CONSTRAINT rights_disputes_of_work_or_song CHECK (num_nonnulls(song_id, work_id) = 1),
    CONSTRAINT rights_disputes_fit CHECK (right_type IS NULL OR (right_type = 'composition') = (work_id IS NOT NULL)),
    CONSTRAINT rights_disputes_are_closed_whole CHECK (
        (state = 'open') = (closed_at IS NULL) AND (state = 'open') = (closed_by IS NULL)
        AND (state <> 'settled' OR resolution <> ''))
);
CREATE UNIQUE INDEX IF NOT EXISTS rights_disputes_open
    ON rights_disputes (opened_by, coalesce(song_id, work_id), coalesce(right_type, '')) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS rights_disputes_by_subject ON rights_disputes ((coalesce(song_id, work_id))) WHERE state = 'open';
CREATE INDEX IF NOT EXISTS rights_disputes_by_time ON rights_disputes (opened_at, dispute_id);
COMMENT ON TABLE rights_disputes IS 'Who says that a division is wrong. While one is open, the money of what it is about is held. Rows are never deleted.';
COMMENT ON COLUMN rights_disputes.dispute_id IS 'Id of the dispute.';
COMMENT ON COLUMN rights_disputes.song_id IS 'The song, where it is about rights in a recording.';
COMMENT ON COLUMN rights_disputes.work_id IS 'The work, where it is about words and music.';
COMMENT ON COLUMN rights_disputes.right_type IS 'Which right; null for all of the song or work.';
COMMENT ON COLUMN rights_disputes.reason IS 'Why, in the words of who opened it.';
COMMENT ON COLUMN rights_disputes.opened_by IS 'Who opened it.';
COMMENT ON COLUMN rights_disputes.opened_at IS 'When it was opened.';
COMMENT ON COLUMN rights_disputes.state IS 'open; settled by an admin; withdrawn by who opened it.';
COMMENT ON COLUMN rights_disputes.resolution IS 'How it was settled.';
COMMENT ON COLUMN rights_disputes.closed_by IS 'Who settled or withdrew it.';
COMMENT ON COLUMN rights_disputes.closed_at IS 'When that was.';

CREATE OR REPLACE FUNCTION rights_disputes_close_once() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state <> 'open' THEN
        RAISE EXCEPTION 'a dispute is closed once' USING ERRCODE = 'restrict_violation', HINT = 'Open another.';
    END IF;
    RETURN NEW;
END
$$;
COMMENT ON FUNCTION rights_disputes_close_once() IS 'Refuses changes of a closed dispute.';
CREATE OR REPLACE TRIGGER rights_disputes_close_once BEFORE UPDATE ON rights_disputes
    FOR EACH ROW EXECUTE FUNCTION rights_disputes_close_once();
CREATE OR REPLACE TRIGGER rights_disputes_are_kept BEFORE DELETE OR TRUNCATE ON rights_disputes
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE OR REPLACE FUNCTION rights_on(song text, work text, day date)
RETURNS TABLE (right_type text, state text, split_id uuid, holder_id uuid, parts_per_million integer)
LANGUAGE sql STABLE AS $$
    SELECT r.right_type,
           CASE WHEN EXISTS (
                    SELECT FROM rights_disputes d
                    WHERE d.state = 'open' AND coalesce(d.song_id, d.work_id) = r.subject
                      AND (d.right_type IS NULL OR d.right_type = r.right_type)) THEN 'disputed'
                WHEN s.split_id IS NULL THEN 'missing' ELSE 'clear' END,
           s.split_id, p.holder_id, p.parts_per_million
    FROM (VALUES ('composition', work), ('performance', song), ('producer', song)) AS r (right_type, subject)
    LEFT JOIN rights_splits s ON coalesce(s.song_id, s.work_id) = r.subject AND s.right_type = r.right_type
                             AND s.valid @> day AND s.withdrawn_at IS NULL
    LEFT JOIN rights_parts p ON p.split_id = s.split_id
$$;
COMMENT ON FUNCTION rights_on(text, text, date) IS 'How each right of a song and of its work (null where it has none) is divided on a day in Africa/Kigali: clear; disputed; or missing, with no holder. Money of what is not clear is held.';

ALTER TABLE venues
    ADD COLUMN IF NOT EXISTS kind text NOT NULL DEFAULT 'other'
        CHECK (kind IN ('bar', 'club', 'hotel', 'restaurant', 'shop', 'hall', 'transport', 'other')),
    ADD COLUMN IF NOT EXISTS sector text,
    ADD COLUMN IF NOT EXISTS street text,
    ADD COLUMN IF NOT EXISTS capacity integer CHECK (capacity > 0),
    ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN IF NOT EXISTS changed_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX IF NOT EXISTS venues_in_order ON venues (lower(name), venue_id);
COMMENT ON COLUMN venues.kind IS 'What kind of place it is, which tariffs go by.';
COMMENT ON COLUMN venues.sector IS 'Sector of the district.';
COMMENT ON COLUMN venues.street IS 'Where in the sector, in words.';
COMMENT ON COLUMN venues.capacity IS 'How many people it holds; null where that is not known.';
COMMENT ON COLUMN venues.version IS 'One more at each change.';
COMMENT ON COLUMN venues.changed_at IS 'When the row last changed.';
COMMENT ON COLUMN venues.opens IS 'Earliest opening time of any day in Africa/Kigali; null where it is not known.';
COMMENT ON COLUMN venues.closes IS 'Latest closing time of any day in Africa/Kigali; before opens where it closes after midnight.';

CREATE TABLE IF NOT EXISTS venue_hours (
    venue_id text NOT NULL REFERENCES venues ON DELETE CASCADE,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 1 AND 7),
    opens time NOT NULL,
    closes time NOT NULL,
    PRIMARY KEY (venue_id, weekday, opens),
    CONSTRAINT venue_hours_last CHECK (opens <> closes)
);
COMMENT ON TABLE venue_hours IS 'When a venue is open, by weekday, in Africa/Kigali.';
COMMENT ON COLUMN venue_hours.venue_id IS 'The venue.';
COMMENT ON COLUMN venue_hours.weekday IS '1 is Monday, 7 is Sunday (ISO 8601): the day on which it opens.';
COMMENT ON COLUMN venue_hours.opens IS 'Opening time.';
COMMENT ON COLUMN venue_hours.closes IS 'Closing time; before opens where that is on the next day.';

ALTER TABLE stations
    ADD COLUMN IF NOT EXISTS version integer NOT NULL DEFAULT 1 CHECK (version > 0),
    ADD COLUMN IF NOT EXISTS changed_at timestamptz NOT NULL DEFAULT now();
CREATE INDEX IF NOT EXISTS stations_in_order ON stations (lower(name), station_id);
COMMENT ON COLUMN stations.version IS 'One more at each change.';
COMMENT ON COLUMN stations.changed_at IS 'When the row last changed.';

CREATE TABLE IF NOT EXISTS station_streams (
    stream_id uuid PRIMARY KEY,
    station_id text NOT NULL REFERENCES stations ON DELETE CASCADE,
    url text NOT NULL CHECK (url ~ '^https?://'),
    added_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (station_id, url)
);
COMMENT ON TABLE station_streams IS 'Where stations can be heard on the internet. Nothing is fetched when one is registered.';
COMMENT ON COLUMN station_streams.stream_id IS 'Id of the stream.';
COMMENT ON COLUMN station_streams.station_id IS 'Whose stream it is.';
COMMENT ON COLUMN station_streams.url IS 'Its address: http or https, no private network; whoever connects checks again where the name leads.';
COMMENT ON COLUMN station_streams.added_at IS 'When it was registered.';

CREATE TABLE IF NOT EXISTS catalogue_jobs (
    job_id uuid PRIMARY KEY,
    kind text NOT NULL CHECK (kind IN ('upload', 'import')),
    state text NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'done', 'refused')),
    owner_id uuid NOT NULL REFERENCES users,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    bytes bigint NOT NULL CHECK (bytes > 0),
    step text NOT NULL DEFAULT 'waiting',
    done bigint NOT NULL DEFAULT 0 CHECK (done >= 0),
    total bigint CHECK (total >= 0),
    reason text,
    attempts integer NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    leased_until timestamptz,
    made_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz,
    CONSTRAINT catalogue_jobs_end CHECK ((state IN ('done', 'refused')) = (ended_at IS NOT NULL)),
    CONSTRAINT catalogue_jobs_refuse_with_a_reason CHECK ((state = 'refused') = (reason IS NOT NULL)),
    CONSTRAINT catalogue_jobs_run_on_lease CHECK ((state = 'running') = (leased_until IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX IF NOT EXISTS catalogue_jobs_due ON catalogue_jobs (made_at, job_id) WHERE state IN ('waiting', 'running');
CREATE INDEX IF NOT EXISTS catalogue_jobs_by_owner ON catalogue_jobs (owner_id, made_at);
COMMENT ON TABLE catalogue_jobs IS 'Files that were sent and are worked on in the background. A worker claims one for a while and renews that; one whose lease ran out is anybody''s.';
COMMENT ON COLUMN catalogue_jobs.job_id IS 'Id of the upload or import.';
COMMENT ON COLUMN catalogue_jobs.kind IS 'upload: audio to fingerprint; import: lines to register.';
COMMENT ON COLUMN catalogue_jobs.state IS 'refused is for files that cannot be used, with the reason.';
COMMENT ON COLUMN catalogue_jobs.owner_id IS 'Who sent the file.';
COMMENT ON COLUMN catalogue_jobs.sha256 IS 'SHA-256 of the file, under which it is stored.';
COMMENT ON COLUMN catalogue_jobs.bytes IS 'Size of the file.';
COMMENT ON COLUMN catalogue_jobs.step IS 'What is done with it at the moment.';
COMMENT ON COLUMN catalogue_jobs.done IS 'How far that is: percent of an upload, bytes of an import.';
COMMENT ON COLUMN catalogue_jobs.total IS 'Of how many; null before that is known.';
COMMENT ON COLUMN catalogue_jobs.reason IS 'Why it was refused.';
COMMENT ON COLUMN catalogue_jobs.attempts IS 'How often it was claimed: a file that kills its worker again and again is refused.';
COMMENT ON COLUMN catalogue_jobs.leased_until IS 'Until when it is a worker''s.';
COMMENT ON COLUMN catalogue_jobs.made_at IS 'When the file was sent.';
COMMENT ON COLUMN catalogue_jobs.ended_at IS 'When it was done or refused.';

CREATE OR REPLACE FUNCTION tell_of_catalogue_jobs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_notify('catalogue_jobs', '');
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION tell_of_catalogue_jobs() IS 'Wakes the workers (channel catalogue_jobs) at commit.';
CREATE OR REPLACE TRIGGER catalogue_jobs_told AFTER INSERT ON catalogue_jobs
    FOR EACH STATEMENT EXECUTE FUNCTION tell_of_catalogue_jobs();

CREATE TABLE IF NOT EXISTS catalogue_uploads (
    upload_id uuid PRIMARY KEY REFERENCES catalogue_jobs,
    media_type text NOT NULL,
    duration_ms integer CHECK (duration_ms > 0),
    line bytea,
    mic bytea,
    said jsonb NOT NULL DEFAULT '{}',
    alike jsonb NOT NULL DEFAULT '[]',
    song_id text
);
COMMENT ON TABLE catalogue_uploads IS 'Audio that was sent, what was found in it, and the song that it became.';
COMMENT ON COLUMN catalogue_uploads.upload_id IS 'The job that reads it.';
COMMENT ON COLUMN catalogue_uploads.media_type IS 'What its first bytes say that it is.';
COMMENT ON COLUMN catalogue_uploads.duration_ms IS 'Length of the recording in milliseconds; null before it was read.';
COMMENT ON COLUMN catalogue_uploads.line IS 'Fingerprint for sources on a line; null before it was read.';
COMMENT ON COLUMN catalogue_uploads.mic IS 'Fingerprint for sources with a microphone; null before it was read.';
COMMENT ON COLUMN catalogue_uploads.said IS 'What its tags say: title, artist, ISRC.';
COMMENT ON COLUMN catalogue_uploads.alike IS 'The songs that it sounds like, with share and confidence.';
COMMENT ON COLUMN catalogue_uploads.song_id IS 'The song that was registered from it.';

CREATE TABLE IF NOT EXISTS catalogue_imports (
    import_id uuid PRIMARY KEY REFERENCES catalogue_jobs,
    dry boolean NOT NULL,
    line integer NOT NULL DEFAULT 0 CHECK (line >= 0),
    added integer NOT NULL DEFAULT 0,
    changed integer NOT NULL DEFAULT 0,
    unchanged integer NOT NULL DEFAULT 0,
    repeated integer NOT NULL DEFAULT 0,
    wrong integer NOT NULL DEFAULT 0
) WITH (fillfactor = 70);
COMMENT ON TABLE catalogue_imports IS 'Lines of songs that were sent, how far they were registered, and what became of them: both in the transaction that registers them.';
COMMENT ON COLUMN catalogue_imports.import_id IS 'The job that registers them.';
COMMENT ON COLUMN catalogue_imports.dry IS 'Whether it only says what would become of each line.';
COMMENT ON COLUMN catalogue_imports.line IS 'The last line that was dealt with; the header is line 1.';
COMMENT ON COLUMN catalogue_imports.added IS 'Lines that were new songs.';
COMMENT ON COLUMN catalogue_imports.changed IS 'Lines that changed a song.';
COMMENT ON COLUMN catalogue_imports.unchanged IS 'Lines that said what was there.';
COMMENT ON COLUMN catalogue_imports.repeated IS 'Lines whose ISRC an earlier line of the file had.';
COMMENT ON COLUMN catalogue_imports.wrong IS 'Lines that could not be registered.';

CREATE TABLE IF NOT EXISTS catalogue_import_lines (
    import_id uuid NOT NULL REFERENCES catalogue_imports,
    isrc text NOT NULL,
    line integer NOT NULL,
    PRIMARY KEY (import_id, isrc)
);
COMMENT ON TABLE catalogue_import_lines IS 'Which ISRC an import had on which line first; forgotten when it is done.';
COMMENT ON COLUMN catalogue_import_lines.import_id IS 'The import.';
COMMENT ON COLUMN catalogue_import_lines.isrc IS 'The ISRC.';
COMMENT ON COLUMN catalogue_import_lines.line IS 'The line.';

CREATE TABLE IF NOT EXISTS catalogue_import_errors (
    import_id uuid NOT NULL REFERENCES catalogue_imports,
    line integer NOT NULL,
    field text NOT NULL,
    code text NOT NULL,
    message text NOT NULL,
    PRIMARY KEY (import_id, line, field)
);
COMMENT ON TABLE catalogue_import_errors IS 'What is wrong with lines of an import.';
COMMENT ON COLUMN catalogue_import_errors.import_id IS 'The import.';
COMMENT ON COLUMN catalogue_import_errors.line IS 'The line of the file on which the row begins; the header is line 1.';
COMMENT ON COLUMN catalogue_import_errors.field IS 'The column.';
COMMENT ON COLUMN catalogue_import_errors.code IS 'What is wrong, for programs.';
COMMENT ON COLUMN catalogue_import_errors.message IS 'What is wrong, for people.';
