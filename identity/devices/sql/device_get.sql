{{device}}
WHERE d.source_id = %(source_id)s AND (%(owner)s::uuid IS NULL OR d.owner_id = %(owner)s)
