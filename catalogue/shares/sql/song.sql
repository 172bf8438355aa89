-- A song and its work; with own, only that artist's. A song that was removed has the rights it had.
SELECT s.song_id, s.work_id FROM songs AS s
WHERE s.song_id = %(id)s AND (%(own)s::text IS NULL OR s.artist_id = %(own)s)
UNION ALL
SELECT r.song_id, NULL FROM rights_splits AS r
WHERE r.song_id = %(id)s AND %(own)s::text IS NULL AND NOT EXISTS (SELECT FROM songs WHERE song_id = %(id)s)
LIMIT 1
