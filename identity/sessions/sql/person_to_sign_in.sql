SELECT u.user_id, u.role, u.standing, u.password_hash, t.confirmed_at IS NOT NULL AS two_factors
FROM users u LEFT JOIN totp_secrets t USING (user_id)
WHERE (u.email_lookup = ANY (%(lookups)s) OR u.phone_lookup = ANY (%(lookups)s)) AND u.standing <> 'closed'
