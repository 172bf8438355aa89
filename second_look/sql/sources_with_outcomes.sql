-- Registered sources of which an outcome was written since a moment.
SELECT source_id FROM devices
WHERE source_id > %(after)s AND (
    source_id IN (SELECT source_id FROM play_revisions WHERE human AND recorded_at >= %(since)s)
    OR source_id IN (SELECT source_id FROM fraud_flags WHERE severity = 'reject' AND recorded_at >= %(since)s)
)
ORDER BY source_id LIMIT %(limit)s
