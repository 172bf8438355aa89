UPDATE recovery_codes SET used_at = %(now)s WHERE user_id = %(user_id)s AND code_hash = %(hash)s AND used_at IS NULL
