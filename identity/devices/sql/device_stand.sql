UPDATE devices SET standing = %(standing)s, changed_at = %(now)s WHERE source_id = %(source_id)s
