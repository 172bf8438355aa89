INSERT INTO sessions (session_id, user_id, seen_sealed, made_at, used_at, expires_at)
SELECT %(session_id)s, user_id, %(seen)s, %(now)s, %(now)s, %(expires_at)s
FROM users WHERE user_id = %(user_id)s AND standing = 'active' FOR SHARE
