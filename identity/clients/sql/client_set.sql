UPDATE service_accounts SET name = %(name)s, scopes = %(scopes)s, standing = %(standing)s, changed_at = %(now)s
WHERE client_id = %(client_id)s
