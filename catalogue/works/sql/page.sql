-- Works by title; with own, only those that this artist recorded.
SELECT {{shown}}
FROM works AS w
WHERE {{owned}}
  AND (%(iswc)s::text IS NULL OR w.iswc = %(iswc)s)
  AND (%(like)s::text IS NULL OR lower(w.title) LIKE %(like)s)
  AND (%(at)s::text IS NULL OR (lower(w.title), w.work_id) > (%(at)s, %(after)s))
ORDER BY lower(w.title), w.work_id
LIMIT %(limit)s
