-- A key that nobody has or ever had; nothing where somebody does.
INSERT INTO device_keys (thumbprint, source_id, jwk, registered_at)
VALUES (%(thumbprint)s, %(source_id)s, %(jwk)s, %(now)s)
ON CONFLICT (thumbprint) DO NOTHING
