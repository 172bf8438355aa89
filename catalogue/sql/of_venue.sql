SELECT source_id FROM devices WHERE %(venue_id)s = ANY (venues) ORDER BY source_id FOR UPDATE
