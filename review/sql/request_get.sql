SELECT fingerprint, status, answer FROM review_requests WHERE subject = %(subject)s AND idempotency_key = %(key)s
