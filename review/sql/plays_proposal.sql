-- The plays of a decision that waits for a second person, in the revision that it is on.
SELECT d.event_id, d.revision
FROM review_pending w JOIN review_decided_plays d ON d.decision_id = w.decision_id AND d.event_id = w.event_id
WHERE w.decision_id = %(key)s::uuid
ORDER BY d.played_at, d.event_id LIMIT %(limit)s
