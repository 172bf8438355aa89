UPDATE artists SET user_id = %(user_id)s, version = version + 1, changed_at = now() WHERE artist_id = %(artist_id)s
