DELETE FROM client_assertions WHERE expires_at < %(before)s
