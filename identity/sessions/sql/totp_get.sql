SELECT secret_sealed FROM totp_secrets WHERE user_id = %(user_id)s AND (confirmed_at IS NOT NULL) = %(confirmed)s
