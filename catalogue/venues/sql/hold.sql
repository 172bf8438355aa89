SELECT version FROM venues WHERE venue_id = %(venue_id)s AND (%(own)s::uuid IS NULL OR manager_id = %(own)s) FOR UPDATE
