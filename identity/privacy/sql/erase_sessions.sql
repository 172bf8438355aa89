UPDATE sessions SET seen_sealed = NULL WHERE user_id = %(user_id)s
