SELECT source_id, source_type, name, standing FROM devices WHERE %(venue_id)s = ANY (venues) ORDER BY source_id
