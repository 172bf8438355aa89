SELECT
{{decision_columns}}
WHERE d.decision_id = %(decision_id)s
