DELETE FROM review_versions WHERE shown_at < %(before)s
