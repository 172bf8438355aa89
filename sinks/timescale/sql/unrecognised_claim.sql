-- Claims the ids, and gives back those that the ledger held already.
WITH claimed AS (
    INSERT INTO event_ledger (event_id, outcome, played_at, content_hash)
    SELECT event_id, 'unrecognised', played_at, content_hash FROM staged_unrecognised ORDER BY event_id
    ON CONFLICT (event_id) DO NOTHING
    RETURNING event_id
)
SELECT event_id FROM staged_unrecognised EXCEPT SELECT event_id FROM claimed
