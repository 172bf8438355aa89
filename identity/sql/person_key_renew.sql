UPDATE person_keys SET key_id = %(key_id)s, wrapped = %(wrapped)s, wrapped_with = %(with)s, made_at = now()
WHERE person_id = %(person_id)s
