UPDATE devices SET stations = %(stations)s, changed_at = %(now)s WHERE source_id = %(source_id)s
