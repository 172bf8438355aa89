-- Keeps the newest state of each finding. In the order of ids, so that two workers never wait for each other.
INSERT INTO fraud_findings AS f (finding_id, artist_id, kind, starts_at, ends_at, sources, score, evidence, details,
                                 version, record_partition, record_offset)
SELECT finding_id, artist_id, kind, starts_at, ends_at, sources, score, evidence, details, version, record_partition,
       record_offset
FROM staged_findings ORDER BY finding_id
ON CONFLICT (finding_id) DO UPDATE SET
    artist_id = excluded.artist_id, kind = excluded.kind, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
    sources = excluded.sources, score = excluded.score, evidence = excluded.evidence, details = excluded.details,
    version = excluded.version, record_partition = excluded.record_partition, record_offset = excluded.record_offset,
    changed_at = now()
WHERE f.record_partition <> excluded.record_partition OR f.record_offset < excluded.record_offset
