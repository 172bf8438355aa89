SELECT fingerprint, status, answer FROM idempotent_requests WHERE subject = %(subject)s AND idempotency_key = %(key)s
