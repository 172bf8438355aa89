UPDATE artists SET merged_into = %(into)s, user_id = NULL, version = version + 1, changed_at = now()
WHERE artist_id = %(artist_id)s
