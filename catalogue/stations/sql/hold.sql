SELECT version FROM stations
WHERE station_id = %(station_id)s AND (%(own)s::uuid IS NULL OR operator_id = %(own)s)
FOR UPDATE
