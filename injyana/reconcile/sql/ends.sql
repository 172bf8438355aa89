-- Where each of the given detections ended, in their order. The lateral join with its OFFSET keeps to the index.
-- A detection whose dead letter was replayed is what its replay became.
SELECT CASE
    WHEN (p.origin_topic, p.origin_partition, p.origin_offset) = (d.topic, d.partition, d.record_offset) THEN 'plays'
    WHEN (u.origin_topic, u.origin_partition, u.origin_offset) = (d.topic, d.partition, d.record_offset) THEN 'unrecognised'
    WHEN x.state = 'replayed' AND p.event_id IS NOT NULL THEN 'plays'
    WHEN x.state = 'replayed' AND u.event_id IS NOT NULL THEN 'unrecognised'
    WHEN x.state IS NOT NULL THEN 'dead'
    WHEN l.event_id IS NOT NULL AND p.event_id IS NULL AND u.event_id IS NULL THEN 'row'
    WHEN EXISTS (
        SELECT FROM dead_letters y WHERE y.event_id = d.event_id AND y.stage IN ('recognition', 'fraud', 'timescale-sink')
          AND y.origin_topic IN ('plays.recognized', 'plays.scored', 'plays.unrecognized')
          AND (l.event_id IS NULL OR y.state = 'waiting')
    ) THEN 'dead'
    WHEN l.event_id IS NOT NULL THEN 'duplicates'
    ELSE 'missing'
END
FROM unnest(%(ids)s::uuid[], %(topics)s::text[], %(partitions)s::integer[], %(offsets)s::bigint[]) WITH ORDINALITY
    AS d (event_id, topic, partition, record_offset, place)
LEFT JOIN event_ledger l ON l.event_id = d.event_id
LEFT JOIN LATERAL (
    SELECT * FROM play_events p WHERE l.outcome = 'play' AND p.event_id = l.event_id AND p.played_at = l.played_at OFFSET 0
) p ON true
LEFT JOIN unrecognised_plays u ON u.event_id = d.event_id AND l.outcome = 'unrecognised'
LEFT JOIN LATERAL (
    SELECT state FROM dead_letters x
    WHERE (x.origin_topic, x.origin_partition, x.origin_offset) = (d.topic, d.partition, d.record_offset)
      AND x.stage = 'recognition'
    LIMIT 1
) x ON true
ORDER BY d.place
