-- Takes the revisions out of the staged plays, with the verdict that each replaces, and brings the ledger up to date.
WITH taken AS (
    DELETE FROM staged_plays WHERE event_id = ANY (%(ids)s) RETURNING *
), revised AS (
    UPDATE event_ledger l SET verdict = t.verdict, revision = t.revision
    FROM taken t, event_ledger before
    WHERE l.event_id = t.event_id AND before.event_id = t.event_id
    RETURNING l.event_id, before.verdict AS was
)
INSERT INTO staged_revisions SELECT t.*, r.was FROM taken t JOIN revised r USING (event_id)
