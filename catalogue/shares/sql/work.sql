-- A work; with own, only one that this artist recorded.
SELECT NULL AS song_id, w.work_id FROM works AS w
WHERE w.work_id = %(id)s
  AND (%(own)s::text IS NULL OR EXISTS (SELECT FROM songs AS s WHERE s.work_id = w.work_id AND s.artist_id = %(own)s))
