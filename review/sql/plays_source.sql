-- The plays of a case: held, of this source and artist, and covered by no finding.
SELECT event_id, revision FROM ({{held}}) held
WHERE source_id = %(source)s AND artist_id = %(artist)s AND finding_id IS NULL
ORDER BY played_at, event_id LIMIT %(limit)s
