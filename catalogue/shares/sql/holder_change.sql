UPDATE rights_holders
SET name = %(name)s, kind = %(kind)s, ipi = %(ipi)s, isni = %(isni)s, user_id = %(user_id)s,
    version = version + 1, changed_at = now()
WHERE holder_id = %(holder_id)s
