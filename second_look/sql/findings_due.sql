-- Findings whose plays have to be gone through: in a state that was not looked at and has settled, or with plays that
-- came since.
-- The payee's plays by day tell of these: the transaction that stores a play counts it, so none is ever overlooked.
SELECT f.finding_id::text, f.artist_id, f.kind, f.starts_at, f.ends_at, f.sources, f.score, f.evidence, f.details,
       f.version, f.record_partition, f.record_offset, counted.plays,
       CASE WHEN l.record_partition = f.record_partition AND l.record_offset = f.record_offset THEN NULL
            ELSE f.changed_at END,
       CASE WHEN l.record_partition = f.record_partition AND l.record_offset = f.record_offset
                 AND l.looked_at > now() - %(swept)s::interval
            THEN l.looked_at - %(overlap)s::interval END
FROM fraud_findings f
LEFT JOIN finding_looks l USING (finding_id)
CROSS JOIN LATERAL (
    SELECT coalesce(sum(accepted_plays + held_plays + rejected_plays), 0)::bigint AS plays FROM play_rollups
    WHERE dimension = 'artist' AND id = f.artist_id AND period = 'day'
      AND start >= date_trunc('day', f.starts_at, 'Africa/Kigali') AND start < f.ends_at
) counted
WHERE f.ends_at > now() - %(ended)s::interval
  AND (CASE WHEN l.finding_id IS NULL OR (l.record_partition, l.record_offset) <> (f.record_partition, f.record_offset)
            THEN f.changed_at <= now() - %(settled)s::interval
                 OR coalesce(l.looked_at, f.found_at) <= now() - 10 * %(settled)s::interval
            ELSE f.sources <> '{}' AND l.plays <> counted.plays AND l.looked_at <= now() - %(again)s::interval END
       OR l.looked_at <= now() - %(swept)s::interval)
ORDER BY l.looked_at NULLS FIRST, f.finding_id
LIMIT %(limit)s
