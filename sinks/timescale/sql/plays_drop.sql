DELETE FROM staged_plays WHERE event_id = ANY (%(ids)s)
