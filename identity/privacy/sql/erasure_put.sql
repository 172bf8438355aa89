INSERT INTO erasures (person_id, asked_by, erased_at, devices) VALUES (%(user_id)s, %(asked_by)s, %(now)s, %(devices)s)
