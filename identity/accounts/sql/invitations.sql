SELECT registration_id AS invitation_id, name, role, artist_now(artist_id) AS artist_id, made_at, expires_at
FROM registrations
WHERE password_hash IS NULL AND expires_at > %(now)s
  AND (%(at)s::timestamptz IS NULL OR (made_at, registration_id) < (%(at)s, %(id)s::uuid))
ORDER BY made_at DESC, registration_id DESC LIMIT %(limit)s
