INSERT INTO review_appeals (appeal_id, appellant, appellant_id, made_by, words, plays, made_at)
VALUES (%(appeal_id)s, %(appellant)s, %(appellant_id)s, %(made_by)s, %(words)s, %(plays)s, %(now)s)
