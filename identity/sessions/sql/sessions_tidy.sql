DELETE FROM sessions WHERE expires_at < %(before)s OR ended_at < %(before)s
