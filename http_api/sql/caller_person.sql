SELECT u.name, u.role, u.standing, a.artist_id
FROM users u LEFT JOIN artists a ON a.user_id = u.user_id AND u.role = 'artist'
WHERE u.user_id = %(user_id)s
