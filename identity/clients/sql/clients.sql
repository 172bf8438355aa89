SELECT {{client_columns}}
WHERE (%(at)s::timestamptz IS NULL OR (c.made_at, c.client_id) < (%(at)s, %(id)s::uuid))
    AND (%(source_id)s::text IS NULL OR c.source_id = %(source_id)s)
ORDER BY c.made_at DESC, c.client_id DESC LIMIT %(limit)s
