SELECT s.song_id, s.title, s.artist_id, a.name AS artist, s.isrc, s.duration_ms, s.version
FROM songs AS s
JOIN artists AS a USING (artist_id)
ORDER BY lower(s.title), s.song_id
