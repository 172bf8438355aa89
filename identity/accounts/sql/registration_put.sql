INSERT INTO registrations (registration_id, name, role, artist_id, invited_by, password_hash, email_lookup, email_sealed,
    phone_lookup, phone_sealed, code_hash, attempts_left, made_at, expires_at)
VALUES (%(registration_id)s, %(name)s, %(role)s, %(artist_id)s, %(invited_by)s, %(password_hash)s, %(email_lookup)s,
    %(email_sealed)s, %(phone_lookup)s, %(phone_sealed)s, %(code_hash)s, %(attempts)s, %(now)s, %(expires_at)s)
