INSERT INTO play_rollups (dimension, period, start, id) VALUES (%(dimension)s, %(period)s, %(start)s, %(id)s)
ON CONFLICT DO NOTHING
