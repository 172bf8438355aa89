-- The plays of a case: held, and covered by this finding above all others.
SELECT event_id, revision FROM ({{held}}) held
WHERE artist_id = (SELECT artist_id FROM fraud_findings WHERE finding_id = %(key)s::uuid) AND finding_id = %(key)s::uuid
ORDER BY played_at, event_id LIMIT %(limit)s
