INSERT INTO event_conflicts
    (topic, partition, record_offset, event_id, held_hash, given_hash, played_at, source_id, batch_id)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (topic, partition, record_offset) DO NOTHING
