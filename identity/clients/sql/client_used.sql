UPDATE service_accounts SET used_at = %(now)s WHERE client_id = %(client_id)s
