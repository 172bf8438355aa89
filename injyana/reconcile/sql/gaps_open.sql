-- Detections that were nowhere when a run last looked.
SELECT kind, event_id, topic, partition, record_offset, source_id, at FROM reconciliation_gaps
WHERE closed_at IS NULL AND kind IN ('missing', 'row') ORDER BY gap_id
