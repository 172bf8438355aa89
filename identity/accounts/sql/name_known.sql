SELECT user_id FROM users WHERE name = %(name)s AND role = ANY (%(roles)s) LIMIT 1
