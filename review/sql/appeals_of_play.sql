SELECT
{{appeal_columns}}
WHERE a.appeal_id IN (SELECT appeal_id FROM review_appeal_plays WHERE event_id = %(event_id)s)
  AND (%(appellant)s::text IS NULL OR
{{of_appellant}}
)
ORDER BY a.made_at, a.appeal_id
