INSERT INTO rights_disputes (dispute_id, song_id, work_id, right_type, reason, opened_by)
VALUES (%(dispute_id)s, %(song_id)s, %(work_id)s, %(right_type)s, %(reason)s, %(me)s)
