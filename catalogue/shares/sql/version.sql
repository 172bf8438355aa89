SELECT count(*) + count(withdrawn_at) + 1 AS version FROM rights_splits WHERE coalesce(song_id, work_id) = %(id)s
