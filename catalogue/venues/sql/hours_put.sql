INSERT INTO venue_hours (venue_id, weekday, opens, closes) VALUES (%(venue_id)s, %(weekday)s, %(opens)s, %(closes)s)
