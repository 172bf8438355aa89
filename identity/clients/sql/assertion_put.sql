-- No row where the assertion came before.
INSERT INTO client_assertions (client_id, jti, expires_at) VALUES (%(client_id)s, %(jti)s, to_timestamp(%(expires)s))
ON CONFLICT DO NOTHING
