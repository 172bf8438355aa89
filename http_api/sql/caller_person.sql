SELECT u.name, u.role, u.standing, a.artist_id,
    EXISTS (
        SELECT FROM sessions s WHERE s.session_id = %(session_id)s::uuid AND s.ended_at IS NOT NULL
    ) AS session_ended
FROM users u LEFT JOIN artists a ON a.user_id = u.user_id AND u.role = 'artist'
WHERE u.user_id = %(user_id)s
