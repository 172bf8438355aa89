-- Venues by name; with own, only those that this person manages.
SELECT {{shown}}
FROM venues AS v
WHERE (%(own)s::uuid IS NULL OR v.manager_id = %(own)s)
  AND (%(district)s::text IS NULL OR v.district = %(district)s)
  AND (%(like)s::text IS NULL OR lower(v.name) LIKE %(like)s)
  AND (%(at)s::text IS NULL OR (lower(v.name), v.venue_id) > (%(at)s, %(after)s))
ORDER BY lower(v.name), v.venue_id
LIMIT %(limit)s
