-- Decisions, the newest first.
SELECT
{{decision_columns}}
WHERE (%(state)s::text IS NULL OR %(state)s = CASE WHEN NOT d.second_person THEN 'applied' ELSE coalesce(c.outcome, 'proposed') END)
  AND (%(at)s::timestamptz IS NULL OR (d.decided_at, d.decision_id) < (%(at)s, %(id)s::uuid))
ORDER BY d.decided_at DESC, d.decision_id DESC LIMIT %(limit)s
