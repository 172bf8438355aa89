UPDATE artist_aliases SET artist_id = %(to)s
WHERE artist_id = %(artist_id)s AND (%(only)s::text[] IS NULL OR folded = ANY (%(only)s))
RETURNING folded
