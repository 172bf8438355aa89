DELETE FROM venue_hours WHERE venue_id = %(venue_id)s
