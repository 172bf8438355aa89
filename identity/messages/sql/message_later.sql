UPDATE messages SET next_at = %(next_at)s, error = %(error)s WHERE message_id = %(message_id)s AND to_sealed IS NOT NULL
