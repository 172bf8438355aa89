DELETE FROM review_claims WHERE until < %(before)s
