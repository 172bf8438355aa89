SELECT person_id, key_id, wrapped, wrapped_with FROM person_keys WHERE wrapped_with <> %(newest)s
ORDER BY person_id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
