SELECT name, kind, ipi, isni, user_id, version FROM rights_holders WHERE holder_id = %(holder_id)s FOR UPDATE
