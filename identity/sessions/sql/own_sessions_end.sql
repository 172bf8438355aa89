UPDATE sessions SET ended_at = %(now)s, ended_for = 'revoked'
WHERE user_id = %(user_id)s AND ended_at IS NULL AND session_id IS DISTINCT FROM %(kept)s
