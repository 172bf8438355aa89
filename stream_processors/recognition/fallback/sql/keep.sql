INSERT INTO fallback_answers (service, question, candidates, answered_at, expires_at)
VALUES (%(service)s, %(question)s, %(candidates)s, %(now)s, %(expires)s)
ON CONFLICT (service, question) DO UPDATE SET
    candidates = excluded.candidates,
    answered_at = excluded.answered_at,
    expires_at = excluded.expires_at
