SELECT c.client_id FROM service_accounts c JOIN devices d USING (source_id) WHERE c.client_id = %(client_id)s FOR UPDATE
