UPDATE artists SET name = %(name)s, version = version + 1, changed_at = now() WHERE artist_id = %(artist_id)s
