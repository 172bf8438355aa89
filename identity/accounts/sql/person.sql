SELECT {{person_columns}}
WHERE u.user_id = %(user_id)s
