-- Of two that would add the same person, the second waits here, and finds the first's.
SELECT pg_advisory_xact_lock(hashtextextended(%(user_id)s::text, 0))
