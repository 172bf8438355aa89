-- Divisions in force on any of these days.
SELECT split_id, lower(valid) AS since, upper(valid) AS until
FROM rights_splits
WHERE coalesce(song_id, work_id) = %(id)s AND right_type = %(right_type)s AND withdrawn_at IS NULL
  AND valid && daterange(%(since)s, %(until)s)
