-- Holders by name; with own, only those of that person.
SELECT {{holder_columns}}
FROM rights_holders AS h
WHERE (%(own)s::uuid IS NULL OR h.user_id = %(own)s)
  AND (%(like)s::text IS NULL OR lower(h.name) LIKE %(like)s)
  AND (%(at)s::text IS NULL OR (lower(h.name), h.holder_id) > (%(at)s, %(after)s::uuid))
ORDER BY lower(h.name), h.holder_id
LIMIT %(limit)s
