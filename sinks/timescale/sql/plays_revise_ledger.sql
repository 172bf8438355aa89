-- Brings the ledger up to date, and keeps the verdict that each revision replaces.
WITH revised AS (
    UPDATE event_ledger l SET verdict = s.verdict, revision = s.revision
    FROM staged_plays s, event_ledger before
    WHERE l.event_id = s.event_id AND before.event_id = s.event_id
    RETURNING l.event_id, before.verdict AS was
)
INSERT INTO staged_revisions SELECT s.*, r.was FROM staged_plays s JOIN revised r USING (event_id)
