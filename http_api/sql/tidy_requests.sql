DELETE FROM idempotent_requests WHERE made_at < %(before)s
