SELECT key_id, wrapped, wrapped_with FROM person_keys WHERE person_id = %(person_id)s FOR SHARE
