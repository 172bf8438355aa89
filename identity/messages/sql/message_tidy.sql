DELETE FROM messages WHERE to_sealed IS NULL AND made_at < %(before)s
