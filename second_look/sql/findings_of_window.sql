SELECT finding_id::text, artist_id, kind, starts_at, ends_at, sources, score, evidence, details, version
FROM fraud_findings
WHERE kind = ANY (%(kinds)s) AND ends_at = %(ends_at)s
