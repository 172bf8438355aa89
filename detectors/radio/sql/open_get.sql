SELECT state FROM open_plays ORDER BY event_id
