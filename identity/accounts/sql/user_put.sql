INSERT INTO users (user_id, name, role, password_hash, email_lookup, email_sealed, phone_lookup, phone_sealed, created_at, changed_at)
VALUES (%(user_id)s, %(name)s, %(role)s, %(password_hash)s, %(email_lookup)s, %(email_sealed)s, %(phone_lookup)s,
    %(phone_sealed)s, %(now)s, %(now)s)
