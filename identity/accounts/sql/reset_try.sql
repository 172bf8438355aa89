-- Takes one try off; no row where none is left, it expired, or it is nobody's.
UPDATE password_resets r SET attempts_left = attempts_left - 1
FROM users u
WHERE r.reset_id = %(reset_id)s AND r.attempts_left > 0 AND r.expires_at > %(now)s AND u.user_id = r.user_id
RETURNING r.code_hash, u.user_id, u.name
