DELETE FROM registrations WHERE registration_id = %(registration_id)s
RETURNING name, role, artist_id, password_hash, email_sealed, phone_sealed
