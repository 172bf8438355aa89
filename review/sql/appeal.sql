-- An appeal; with an appellant, only one of theirs.
SELECT
{{appeal_columns}}
WHERE a.appeal_id = %(appeal_id)s::uuid AND (%(appellant)s::text IS NULL OR
{{of_appellant}}
)
