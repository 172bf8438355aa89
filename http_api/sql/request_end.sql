UPDATE idempotent_requests SET status = %(status)s, answer = %(answer)s
WHERE subject = %(subject)s AND idempotency_key = %(key)s
