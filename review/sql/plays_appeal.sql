-- The plays of an appeal that no decision is on yet, in their newest revision.
SELECT p.event_id, greatest(p.revision, (SELECT max(revision) FROM play_revisions r WHERE r.event_id = p.event_id)) AS revision
FROM review_pending w JOIN play_events p ON p.event_id = w.event_id AND p.played_at = w.played_at
WHERE w.appeal_id = %(key)s::uuid AND w.decision_id IS NULL
ORDER BY p.played_at, p.event_id LIMIT %(limit)s
