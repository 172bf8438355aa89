DELETE FROM totp_secrets WHERE user_id = %(user_id)s
