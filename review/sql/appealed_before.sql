-- A play among these that the appellant appealed about before.
SELECT p.event_id FROM review_appeal_plays p JOIN review_appeals a USING (appeal_id)
WHERE p.event_id = ANY (%(ids)s) AND
{{of_appellant}}
ORDER BY p.event_id LIMIT 1
