UPDATE devices SET name = 'erased', changed_at = %(now)s WHERE owner_id = %(user_id)s
