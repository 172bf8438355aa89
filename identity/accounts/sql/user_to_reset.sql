SELECT user_id FROM users
WHERE (email_lookup = ANY (%(lookups)s) OR phone_lookup = ANY (%(lookups)s)) AND standing = 'active'
