-- One change of the catalogue at a time: two additions of the same song must see each other.
SELECT pg_advisory_xact_lock(hashtextextended('catalogue', 0));
