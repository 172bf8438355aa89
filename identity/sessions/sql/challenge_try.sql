-- Takes one try off; no row where none is left, it is used or expired, or meant for the other next step.
UPDATE sign_in_challenges c SET attempts_left = attempts_left - 1
WHERE challenge_hash = %(challenge_hash)s AND used_at IS NULL AND attempts_left > 0 AND expires_at > %(now)s
  AND %(enrolled)s = EXISTS (SELECT FROM totp_secrets t WHERE t.user_id = c.user_id AND t.confirmed_at IS NOT NULL)
RETURNING user_id
