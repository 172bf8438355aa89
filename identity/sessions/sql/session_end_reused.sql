UPDATE sessions s SET ended_at = %(now)s, ended_for = 'reused'
FROM refresh_tokens t
WHERE t.token_hash = %(token_hash)s AND t.used_at IS NOT NULL AND s.session_id = t.session_id AND s.ended_at IS NULL
RETURNING s.session_id, s.user_id
