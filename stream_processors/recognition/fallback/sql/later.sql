UPDATE fallback_asks
SET due_at = now() + make_interval(secs => %(seconds)s), attempts = attempts - %(back)s, error = %(error)s
WHERE ask_id = %(ask_id)s AND attempts = %(attempts)s AND outcome IS NULL
