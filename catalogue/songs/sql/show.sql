SELECT {{shown}}
FROM songs AS s
JOIN artists AS a USING (artist_id)
WHERE s.song_id = %(song_id)s AND (%(own)s::text IS NULL OR s.artist_id = %(own)s)
