SELECT {{holder_columns}}
FROM rights_holders AS h
WHERE h.holder_id = %(holder_id)s AND (%(own)s::uuid IS NULL OR h.user_id = %(own)s)
