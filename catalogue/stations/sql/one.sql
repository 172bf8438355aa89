SELECT {{shown}}
FROM stations AS t
WHERE t.station_id = %(station_id)s AND (%(own)s::uuid IS NULL OR t.operator_id = %(own)s)
