SELECT {{client_columns}}
WHERE c.client_id = %(client_id)s
