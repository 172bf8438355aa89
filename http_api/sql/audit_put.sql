INSERT INTO audit_log (made_by, action, object_kind, object_id, before, after, request_id)
VALUES (%(made_by)s, %(action)s, %(object_kind)s, %(object_id)s, %(before)s, %(after)s, %(request_id)s)
