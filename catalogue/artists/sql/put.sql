INSERT INTO artists (artist_id, name) VALUES (%(artist_id)s, %(name)s)
