INSERT INTO password_resets (reset_id, lookups, attempts_left, made_at, expires_at)
VALUES (%(reset_id)s, %(lookups)s, %(attempts)s, %(now)s, %(expires_at)s)
