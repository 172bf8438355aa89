-- Disputes, the newest first; with own, those that the person opened, and those about what this artist recorded.
SELECT {{dispute_columns}}
FROM rights_disputes AS d
WHERE (%(own)s::text IS NULL OR d.opened_by = %(me)s
       OR EXISTS (SELECT FROM songs AS s WHERE s.song_id = d.song_id AND s.artist_id = %(own)s)
       OR EXISTS (SELECT FROM songs AS s WHERE s.work_id = d.work_id AND s.artist_id = %(own)s))
  AND (%(state)s::text IS NULL OR d.state = %(state)s)
  AND (%(at)s::timestamptz IS NULL OR (d.opened_at, d.dispute_id) < (%(at)s, %(after)s))
ORDER BY d.opened_at DESC, d.dispute_id DESC
LIMIT %(limit)s
