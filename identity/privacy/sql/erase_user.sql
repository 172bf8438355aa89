UPDATE users SET name = 'erased', standing = 'closed', password_hash = NULL, email_lookup = NULL, email_sealed = NULL,
    phone_lookup = NULL, phone_sealed = NULL, changed_at = %(now)s
WHERE user_id = %(user_id)s
