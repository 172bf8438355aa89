SELECT user_id, name, standing FROM users
WHERE (email_lookup = ANY (%(lookups)s) OR phone_lookup = ANY (%(lookups)s)) AND standing <> 'closed'
