INSERT INTO sign_in_challenges (challenge_hash, user_id, made_at, expires_at, attempts_left)
VALUES (%(challenge_hash)s, %(user_id)s, %(now)s, %(expires_at)s, %(attempts)s)
