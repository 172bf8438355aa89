-- Devices of an owner, or all, by id.
{{device}}
WHERE (%(owner)s::uuid IS NULL OR d.owner_id = %(owner)s)
    AND (%(after)s::text IS NULL OR d.source_id > %(after)s)
ORDER BY d.source_id LIMIT %(limit)s
