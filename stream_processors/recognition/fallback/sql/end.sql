UPDATE fallback_asks
SET outcome = %(outcome)s, question = coalesce(%(question)s, question), song_id = %(song_id)s, error = %(error)s
WHERE ask_id = %(ask_id)s AND attempts = %(attempts)s AND outcome IS NULL
