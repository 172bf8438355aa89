-- Appeals, the newest first; of one appellant where one is given.
SELECT
{{appeal_columns}}
WHERE (%(appellant)s::text IS NULL OR
{{of_appellant}}
)
  AND (%(at)s::timestamptz IS NULL OR (a.made_at, a.appeal_id) < (%(at)s, %(id)s::uuid))
ORDER BY a.made_at DESC, a.appeal_id DESC LIMIT %(limit)s
