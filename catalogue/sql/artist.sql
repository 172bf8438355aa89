-- The artist as first credited; other ways to write the name mean the same artist.
INSERT INTO artists (artist_id, name)
VALUES (%(artist_id)s, %(artist)s)
ON CONFLICT (artist_id) DO UPDATE SET name = artists.name
RETURNING name AS artist;
