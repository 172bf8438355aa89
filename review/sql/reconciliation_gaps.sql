-- Open gaps, the newest first; only a source's own where one is given.
SELECT kind, subject, source_id, event_id, at, expected, found, found_at, seen_at FROM reconciliation_gaps
WHERE closed_at IS NULL AND (%(own)s::text IS NULL OR source_id = %(own)s) AND (%(source)s::text IS NULL OR source_id = %(source)s)
ORDER BY gap_id DESC LIMIT %(limit)s
