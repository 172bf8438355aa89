-- depends: 0014_late_matching

CREATE TABLE IF NOT EXISTS audit_log (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    made_by text NOT NULL CHECK (made_by <> ''),
    action text NOT NULL CHECK (action <> ''),
    object_kind text NOT NULL CHECK (object_kind <> ''),
    object_id text NOT NULL CHECK (object_id <> ''),
    before jsonb,
    after jsonb,
    request_id text
);
CREATE INDEX IF NOT EXISTS audit_log_by_time ON audit_log (at, entry_id);
CREATE INDEX IF NOT EXISTS audit_log_by_object ON audit_log (object_kind, object_id, entry_id);
CREATE INDEX IF NOT EXISTS audit_log_by_maker ON audit_log (made_by, entry_id);
COMMENT ON TABLE audit_log IS 'Who did what to which object. Rows are only added; they hold no secret and nothing personal but pseudonymous ids.';
COMMENT ON COLUMN audit_log.entry_id IS 'Rises, with gaps.';
COMMENT ON COLUMN audit_log.at IS 'When the transaction that did it began.';
COMMENT ON COLUMN audit_log.made_by IS 'Role and id of who did it, such as admin:UUID; operator:NAME for who typed a command.';
COMMENT ON COLUMN audit_log.action IS 'What was done, such as person.suspended.';
COMMENT ON COLUMN audit_log.object_kind IS 'What kind of thing it was done to.';
COMMENT ON COLUMN audit_log.object_id IS 'Id of that thing.';
COMMENT ON COLUMN audit_log.before IS 'What of it changed, as it was; null where it was not there.';
COMMENT ON COLUMN audit_log.after IS 'What of it changed, as it is; null where it is gone.';
COMMENT ON COLUMN audit_log.request_id IS 'X-Request-Id of the request, or an id made for it; null where there was no request.';

CREATE OR REPLACE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE ALL ON audit_log FROM PUBLIC;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_log FROM CURRENT_USER;
