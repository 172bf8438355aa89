SELECT {{person_columns}}
WHERE (%(role)s::text IS NULL OR u.role = %(role)s) AND (%(standing)s::text IS NULL OR u.standing = %(standing)s)
  AND (%(at)s::timestamptz IS NULL OR (u.created_at, u.user_id) < (%(at)s, %(id)s::uuid))
ORDER BY u.created_at DESC, u.user_id DESC LIMIT %(limit)s
