UPDATE artists SET user_id = %(user_id)s WHERE artist_id = %(artist_id)s AND user_id IS NULL
