d.dispute_id, CASE WHEN d.song_id IS NULL THEN 'work' ELSE 'song' END AS kind, coalesce(d.song_id, d.work_id) AS id,
       d.right_type, d.reason, d.state, d.resolution, d.opened_by = %(me)s AS mine, d.opened_at, d.closed_at
