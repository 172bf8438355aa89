SELECT artist_id, name FROM artists WHERE artist_id = artist_now(%(artist_id)s)
