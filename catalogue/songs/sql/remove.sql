DELETE FROM songs WHERE song_id = %(song_id)s
