UPDATE devices SET stations = %(stations)s, plays_per_minute = %(plays_per_minute)s, changed_at = %(now)s
WHERE source_id = %(source_id)s
