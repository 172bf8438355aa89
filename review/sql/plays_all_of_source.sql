-- All held plays of a source.
SELECT event_id, revision FROM ({{held}}) held WHERE source_id = %(key)s
ORDER BY played_at, event_id LIMIT %(limit)s
