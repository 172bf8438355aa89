INSERT INTO waiting (event_id, body) VALUES (?, ?) ON CONFLICT (event_id) DO NOTHING
