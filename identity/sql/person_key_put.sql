INSERT INTO person_keys (person_id, key_id, wrapped, wrapped_with)
VALUES (%(person_id)s, %(key_id)s, %(wrapped)s, %(with)s)
