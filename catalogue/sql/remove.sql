DELETE FROM songs AS s
USING artists AS a
WHERE a.artist_id = s.artist_id AND s.song_id = %(song_id)s
RETURNING s.song_id, s.title, s.artist_id, a.name AS artist, s.isrc, s.duration_ms, s.version;
