DELETE FROM registrations WHERE registration_id = %(invitation_id)s AND password_hash IS NULL RETURNING name, role
