DELETE FROM messages WHERE person_id = %(user_id)s
