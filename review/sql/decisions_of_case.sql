-- What was decided on this case, and on these sources in others.
SELECT
{{decision_columns}}
WHERE (d.kind = %(kind)s AND d.key = %(key)s) OR d.sources && %(sources)s
ORDER BY d.decided_at DESC, d.decision_id LIMIT %(limit)s
