SELECT number, event_id, body FROM waiting ORDER BY number LIMIT ?
