SELECT reset_id, lookups, expires_at FROM password_resets WHERE prepared_at IS NULL
ORDER BY made_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
