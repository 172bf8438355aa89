w.work_id, w.title, w.iswc, w.version, w.created_at, w.changed_at, lower(w.title) AS place,
       (SELECT count(*) FROM songs AS s WHERE s.work_id = w.work_id) AS songs
