UPDATE sessions SET ended_at = %(now)s, ended_for = 'revoked'
WHERE session_id = %(session_id)s AND user_id = %(user_id)s AND ended_at IS NULL
