-- One appeal of an appellant at a time.
SELECT pg_advisory_xact_lock(hashtextextended('appeal ' || %(appellant)s || ' ' || %(appellant_id)s, 0))
