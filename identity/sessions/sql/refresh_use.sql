-- Uses a token up; no row where it is unknown or used, or its session is over. Of two at once one gets the row.
WITH used AS (
    UPDATE refresh_tokens t SET used_at = %(now)s
    FROM sessions s JOIN users u USING (user_id)
    WHERE t.token_hash = %(token_hash)s AND t.used_at IS NULL AND s.session_id = t.session_id AND s.ended_at IS NULL
      AND s.expires_at > %(now)s AND s.used_at > %(idle)s AND u.standing = 'active'
    RETURNING t.session_id
)
UPDATE sessions s SET used_at = %(now)s FROM used WHERE s.session_id = used.session_id AND s.ended_at IS NULL
RETURNING s.session_id, s.user_id
