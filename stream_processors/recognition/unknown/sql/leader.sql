-- One worker at a time compares; it stays the one until its connection ends.
SELECT pg_try_advisory_lock(hashtextextended('unknown recordings', 0))
