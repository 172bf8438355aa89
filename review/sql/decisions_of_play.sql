SELECT
{{decision_columns}}
WHERE d.decision_id IN (SELECT decision_id FROM review_decided_plays WHERE event_id = %(event_id)s)
ORDER BY d.decided_at, d.decision_id
