-- One change of the rights in a song or work at a time.
SELECT pg_advisory_xact_lock(hashtextextended('rights ' || %(id)s, 0))
