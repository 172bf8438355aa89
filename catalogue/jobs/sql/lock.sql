-- One at a time stores, or forgets, the file of a content.
SELECT pg_advisory_xact_lock(hashtextextended('file ' || encode(%(sha256)s, 'hex'), 0))
