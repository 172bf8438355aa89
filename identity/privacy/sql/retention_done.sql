UPDATE retention_marks SET done_before = %(end)s, changed_at = %(now)s WHERE job = %(job)s
