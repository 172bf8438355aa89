UPDATE users SET password_hash = %(hash)s WHERE user_id = %(user_id)s AND password_hash = %(former)s
