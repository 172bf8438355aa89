SELECT source_id, standing FROM devices WHERE owner_id = %(user_id)s ORDER BY source_id FOR UPDATE
