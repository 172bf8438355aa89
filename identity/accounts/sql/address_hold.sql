SELECT pg_advisory_xact_lock(hashtextextended(%(lookup)s, 0))
