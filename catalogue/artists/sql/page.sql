-- Artists by name; those that were merged are the ones they turned out to be.
SELECT {{columns}}
FROM artists AS a
WHERE a.merged_into IS NULL
  AND (%(like)s::text IS NULL OR lower(a.name) LIKE %(like)s OR EXISTS (
      SELECT FROM artist_aliases AS x WHERE x.artist_id = a.artist_id AND x.folded LIKE %(like)s))
  AND (%(at)s::text IS NULL OR (lower(a.name), a.artist_id) > (%(at)s, %(after)s))
ORDER BY lower(a.name), a.artist_id
LIMIT %(limit)s
