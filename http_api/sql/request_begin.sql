-- Claims the key for this request; nothing where it is used already. A second request waits here for the first.
INSERT INTO idempotent_requests (subject, idempotency_key, fingerprint, status, answer)
VALUES (%(subject)s, %(key)s, %(fingerprint)s, 0, '')
ON CONFLICT DO NOTHING
