DELETE FROM staged_unrecognised WHERE event_id = ANY (%(ids)s)
