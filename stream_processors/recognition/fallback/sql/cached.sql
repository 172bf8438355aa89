SELECT candidates FROM fallback_answers
WHERE service = %(service)s AND question = %(question)s AND expires_at > %(now)s
