SELECT session_id, made_at, used_at, expires_at, ended_at, ended_for, seen_sealed
FROM sessions WHERE user_id = %(user_id)s ORDER BY made_at, session_id
