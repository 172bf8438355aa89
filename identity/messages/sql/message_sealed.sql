SELECT to_sealed, text_sealed FROM messages WHERE message_id = %(message_id)s AND to_sealed IS NOT NULL
