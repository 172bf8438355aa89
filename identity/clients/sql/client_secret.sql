UPDATE service_accounts SET secret_hash = %(hash)s, changed_at = %(now)s WHERE client_id = %(client_id)s
