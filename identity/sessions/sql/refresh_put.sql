INSERT INTO refresh_tokens (token_hash, session_id, made_at) VALUES (%(token_hash)s, %(session_id)s, %(now)s)
