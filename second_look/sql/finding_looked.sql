INSERT INTO finding_looks (finding_id, record_partition, record_offset, plays)
VALUES (%(finding_id)s, %(record_partition)s, %(record_offset)s, %(plays)s)
ON CONFLICT (finding_id) DO UPDATE SET
    record_partition = excluded.record_partition, record_offset = excluded.record_offset, plays = excluded.plays,
    looked_at = excluded.looked_at
