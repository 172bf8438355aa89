DELETE FROM password_resets WHERE reset_id = %(reset_id)s
