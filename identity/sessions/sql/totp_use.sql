UPDATE totp_secrets SET last_step = %(step)s WHERE user_id = %(user_id)s AND last_step < %(step)s
