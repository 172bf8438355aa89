UPDATE messages SET failed_at = %(now)s, to_sealed = NULL, text_sealed = NULL, error = %(error)s
WHERE message_id = %(message_id)s AND to_sealed IS NOT NULL
