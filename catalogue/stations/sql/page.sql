-- Stations by name; with own, only those that this person operates.
SELECT {{shown}}
FROM stations AS t
WHERE (%(own)s::uuid IS NULL OR t.operator_id = %(own)s)
  AND (%(like)s::text IS NULL OR lower(t.name) LIKE %(like)s)
  AND (%(at)s::text IS NULL OR (lower(t.name), t.station_id) > (%(at)s, %(after)s))
ORDER BY lower(t.name), t.station_id
LIMIT %(limit)s
