INSERT INTO reconciliation_gaps AS g
    (kind, subject, source_id, event_id, topic, partition, record_offset, at, expected, found, found_at, seen_at)
VALUES (%(kind)s, %(subject)s, %(source_id)s, %(event_id)s, %(topic)s, %(partition)s, %(record_offset)s, %(at)s,
        %(expected)s, %(found)s, %(now)s, %(now)s)
ON CONFLICT (kind, subject) WHERE closed_at IS NULL DO UPDATE SET
    expected = excluded.expected, found = excluded.found, seen_at = excluded.seen_at
