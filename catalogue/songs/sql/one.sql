-- A song as it is, locked against other changes; with own, only that artist's.
SELECT s.song_id, s.title, s.artist_id, a.name AS artist, s.isrc, s.duration_ms, s.line, s.mic, s.version, s.work_id
FROM songs AS s
JOIN artists AS a USING (artist_id)
WHERE s.song_id = %(song_id)s AND (%(own)s::text IS NULL OR s.artist_id = %(own)s)
FOR UPDATE OF s
