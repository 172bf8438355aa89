UPDATE devices SET changed_at = %(now)s WHERE source_id = %(source_id)s
