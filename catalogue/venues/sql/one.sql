SELECT {{shown}}
FROM venues AS v
WHERE v.venue_id = %(venue_id)s AND (%(own)s::uuid IS NULL OR v.manager_id = %(own)s)
