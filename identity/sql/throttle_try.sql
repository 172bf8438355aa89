-- One try more, unless it comes too early: then no row is given.
INSERT INTO throttles AS t (subject, failures, last_at, free_at) VALUES (%(subject)s, 1, %(now)s, %(now)s)
ON CONFLICT (subject) DO UPDATE SET
    failures = CASE WHEN t.last_at < %(forgotten)s THEN 1 ELSE t.failures + 1 END,
    last_at = excluded.last_at,
    free_at = CASE
        WHEN t.last_at < %(forgotten)s OR t.failures + 1 < %(free)s THEN excluded.last_at
        ELSE excluded.last_at
            + least(%(longest)s::interval, interval '1 second' * power(2, least(t.failures + 1 - %(free)s, 30)))
    END
WHERE t.free_at <= %(now)s
RETURNING failures
