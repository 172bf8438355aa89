-- Admins are locked together: of two who go at once, the second sees that the first is gone.
WITH admins AS (
    SELECT user_id FROM users WHERE role = 'admin' AND standing = 'active' ORDER BY user_id FOR UPDATE
)
SELECT u.role, EXISTS (SELECT FROM admins a WHERE a.user_id <> u.user_id) AS other_admins
FROM users u
WHERE u.user_id = %(user_id)s
FOR UPDATE OF u
