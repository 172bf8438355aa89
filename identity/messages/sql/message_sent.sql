UPDATE messages SET sent_at = %(now)s, to_sealed = NULL, text_sealed = NULL, error = NULL
WHERE message_id = %(message_id)s AND to_sealed IS NOT NULL
