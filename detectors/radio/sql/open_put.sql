INSERT INTO open_plays (event_id, state) VALUES (?, ?)
