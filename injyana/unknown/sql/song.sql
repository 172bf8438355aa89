SELECT s.title, a.name FROM songs AS s JOIN artists AS a USING (artist_id) WHERE s.song_id = %(song_id)s
