-- Songs by title; with own, only that artist's.
SELECT {{shown}}
FROM songs AS s
JOIN artists AS a USING (artist_id)
WHERE (%(own)s::text IS NULL OR s.artist_id = %(own)s)
  AND (%(artist_id)s::text IS NULL OR s.artist_id = artist_now(%(artist_id)s))
  AND (%(isrc)s::text IS NULL OR s.isrc = %(isrc)s)
  AND (%(like)s::text IS NULL OR lower(s.title) LIKE %(like)s)
  AND (%(at)s::text IS NULL OR (lower(s.title), s.song_id) > (%(at)s, %(after)s))
ORDER BY lower(s.title), s.song_id
LIMIT %(limit)s
