-- The songs that a recording may already be: by ISRC, or by the very same audio.
SELECT s.song_id, s.title, s.artist_id, a.name AS artist, s.isrc, s.duration_ms, s.line, s.mic, s.version, s.work_id
FROM songs AS s
JOIN artists AS a USING (artist_id)
WHERE s.isrc = %(isrc)s
   OR (s.duration_ms = %(duration_ms)s AND s.line = %(line)s AND s.line <> '')
ORDER BY s.song_id;
