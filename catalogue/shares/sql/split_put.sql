INSERT INTO rights_splits (split_id, song_id, work_id, right_type, valid, made_by)
VALUES (%(split_id)s, %(song_id)s, %(work_id)s, %(right_type)s, daterange(%(since)s, %(until)s), %(by)s)
