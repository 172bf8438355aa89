SELECT name, standing FROM devices WHERE source_id = %(source_id)s
