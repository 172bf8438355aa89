UPDATE service_accounts SET public_key = %(public_key)s, secret_hash = NULL, changed_at = %(now)s
WHERE client_id = %(client_id)s
