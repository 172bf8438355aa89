SELECT user_id FROM users WHERE user_id = %(user_id)s FOR UPDATE
