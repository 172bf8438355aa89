UPDATE users SET role = %(role)s, standing = %(standing)s, changed_at = %(now)s WHERE user_id = %(user_id)s
