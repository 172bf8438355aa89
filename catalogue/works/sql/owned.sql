(%(own)s::text IS NULL OR EXISTS (SELECT FROM songs AS s WHERE s.work_id = w.work_id AND s.artist_id = %(own)s))
