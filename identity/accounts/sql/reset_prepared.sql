UPDATE password_resets SET prepared_at = %(now)s, user_id = %(user_id)s, code_hash = %(code_hash)s
WHERE reset_id = %(reset_id)s
