-- What the person did, and what was done to their account.
SELECT at, made_by, action, object_kind, object_id, before, after, request_id FROM audit_log
WHERE made_by LIKE '%%:' || %(user_id)s::text OR (object_kind = 'person' AND object_id = %(user_id)s::text)
ORDER BY entry_id
