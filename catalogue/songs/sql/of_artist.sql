-- The songs of an artist, locked against other changes.
SELECT s.song_id, s.title, s.artist_id, a.name AS artist, s.isrc, s.duration_ms, s.line, s.mic, s.version, s.work_id
FROM songs AS s
JOIN artists AS a USING (artist_id)
WHERE s.artist_id = %(artist_id)s AND (%(only)s::text[] IS NULL OR s.song_id = ANY (%(only)s))
ORDER BY s.song_id
FOR UPDATE OF s
