-- Claims the ids of first verdicts, and gives back the ids that were not: held already, or of later revisions.
-- In the order of ids, so that two workers never wait for each other.
WITH claimed AS (
    INSERT INTO event_ledger (event_id, outcome, played_at, content_hash, verdict, revision)
    SELECT event_id, 'play', played_at, content_hash, verdict, revision FROM staged_plays
    WHERE revision = 0 ORDER BY event_id
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
)
SELECT event_id FROM staged_plays EXCEPT SELECT event_id FROM claimed
