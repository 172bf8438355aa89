SELECT u.email_sealed, u.phone_sealed, {{person_columns}}
WHERE u.user_id = %(user_id)s
