SELECT finding_id, artist_id, kind, starts_at, ends_at, sources, score, evidence, details, version
FROM fraud_findings WHERE finding_id = %(finding_id)s::uuid
