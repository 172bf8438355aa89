DELETE FROM throttles WHERE last_at < %(before)s
