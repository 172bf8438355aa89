-- Takes one try off; no row where none is left, or it expired.
UPDATE registrations SET attempts_left = attempts_left - 1
WHERE registration_id = %(registration_id)s AND attempts_left > 0 AND expires_at > %(now)s
  AND (password_hash IS NULL) = %(invited)s
RETURNING code_hash, name
