UPDATE totp_secrets SET confirmed_at = %(now)s WHERE user_id = %(user_id)s AND confirmed_at IS NULL
