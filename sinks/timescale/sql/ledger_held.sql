-- What the ledger holds of these ids, held until commit.
SELECT event_id, outcome, played_at, content_hash, revision FROM event_ledger
WHERE event_id = ANY (%(ids)s) ORDER BY event_id FOR UPDATE
