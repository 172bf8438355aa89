UPDATE sessions s SET ended_at = %(now)s, ended_for = 'signed_out'
FROM refresh_tokens t
WHERE t.token_hash = %(token_hash)s AND s.session_id = t.session_id AND s.ended_at IS NULL
