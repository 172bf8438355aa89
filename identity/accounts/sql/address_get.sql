SELECT email_sealed, phone_sealed FROM users WHERE user_id = %(user_id)s
