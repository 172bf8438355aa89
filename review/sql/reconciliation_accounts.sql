-- What became of accepted detections by source and hour, the newest hours first; only a source's own where one is given.
SELECT source_id, hour, accepted, plays, unrecognised, dead, duplicates, in_flight, missing FROM reconciliation_accounts
WHERE (%(own)s::text IS NULL OR source_id = %(own)s) AND (%(source)s::text IS NULL OR source_id = %(source)s)
  AND (NOT %(missing)s OR missing > 0)
  AND (%(hour)s::timestamptz IS NULL OR (hour, source_id) < (%(hour)s, %(after)s::text))
ORDER BY hour DESC, source_id DESC LIMIT %(limit)s
