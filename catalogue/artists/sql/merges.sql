SELECT {{merge_columns}}
FROM artist_merges
WHERE (%(at)s::timestamptz IS NULL OR (made_at, merge_id) < (%(at)s, %(after)s))
ORDER BY made_at DESC, merge_id DESC
LIMIT %(limit)s
