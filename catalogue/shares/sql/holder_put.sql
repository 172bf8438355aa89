INSERT INTO rights_holders (holder_id, name, kind, ipi, isni, user_id)
VALUES (%(holder_id)s, %(name)s, %(kind)s, %(ipi)s, %(isni)s, %(user_id)s)
