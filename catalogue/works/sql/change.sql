UPDATE works SET title = %(title)s, iswc = %(iswc)s, version = version + 1, changed_at = now()
WHERE work_id = %(work_id)s
