-- These songs, as far as they are there.
SELECT NULL::bigint, s.song_id, s.title, s.artist_id, a.name, s.isrc, s.duration_ms, s.line, s.mic, s.version
FROM songs AS s
JOIN artists AS a USING (artist_id)
WHERE s.song_id = ANY (%(ids)s)
