u.user_id, u.name, u.role, u.standing, a.artist_id, t.confirmed_at IS NOT NULL AS two_factors, u.created_at, u.changed_at
FROM users u LEFT JOIN artists a USING (user_id) LEFT JOIN totp_secrets t USING (user_id)
