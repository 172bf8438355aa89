SELECT
{{appeal_columns}}
WHERE a.appeal_id = %(appeal_id)s::uuid
