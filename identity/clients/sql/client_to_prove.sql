SELECT source_id, scopes, standing, secret_hash, public_key FROM service_accounts WHERE client_id = %(client_id)s
