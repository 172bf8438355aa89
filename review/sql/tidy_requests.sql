DELETE FROM review_requests WHERE made_at < %(before)s
