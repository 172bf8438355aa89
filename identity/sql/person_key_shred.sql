DELETE FROM person_keys WHERE person_id = %(person_id)s
