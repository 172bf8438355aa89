SELECT {{person_columns}}
WHERE u.name = %(name)s ORDER BY u.user_id
