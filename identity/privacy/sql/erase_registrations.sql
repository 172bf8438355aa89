DELETE FROM registrations WHERE registration_id = %(user_id)s
