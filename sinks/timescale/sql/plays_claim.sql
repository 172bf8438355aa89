-- Claims the ids of first verdicts, and gives back those that the ledger held already.
-- In the order of ids, so that two workers never wait for each other.
WITH given AS (
    SELECT * FROM unnest(%s::uuid[], %s::timestamptz[], %s::bigint[], %s::text[])
        AS g (event_id, played_at, content_hash, verdict)
), claimed AS (
    INSERT INTO event_ledger (event_id, outcome, played_at, content_hash, verdict)
    SELECT event_id, 'play', played_at, content_hash, verdict FROM given ORDER BY event_id
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
)
SELECT event_id FROM given EXCEPT SELECT event_id FROM claimed
