-- One question more of this day, if the budget has one left.
INSERT INTO fallback_days AS d (service, day, asked)
VALUES (%(service)s, %(day)s, 1)
ON CONFLICT (service, day) DO UPDATE SET asked = d.asked + 1 WHERE d.asked < %(budget)s
RETURNING asked
