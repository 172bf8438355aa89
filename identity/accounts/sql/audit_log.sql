SELECT entry_id, at, made_by, action, object_kind, object_id, before, after, request_id FROM audit_log
WHERE (%(made_by)s::text IS NULL OR made_by = %(made_by)s)
  AND (%(object_kind)s::text IS NULL OR object_kind = %(object_kind)s)
  AND (%(object_id)s::text IS NULL OR object_id = %(object_id)s)
  AND (%(before)s::bigint IS NULL OR entry_id < %(before)s)
ORDER BY entry_id DESC LIMIT %(limit)s
