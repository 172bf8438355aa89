SELECT session_id, made_at, used_at, expires_at, seen_sealed FROM sessions
WHERE user_id = %(user_id)s AND ended_at IS NULL AND expires_at > %(now)s AND used_at > %(idle)s
ORDER BY made_at DESC, session_id LIMIT %(limit)s
