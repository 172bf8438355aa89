UPDATE users SET password_hash = %(hash)s, changed_at = %(now)s WHERE user_id = %(user_id)s AND standing = 'active'
