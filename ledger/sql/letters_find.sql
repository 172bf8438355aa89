-- Dead letters by what they are, the newest first.
SELECT {columns}
FROM dead_letters
WHERE state = ANY (%(states)s)
  AND (%(topic)s::text IS NULL OR origin_topic = %(topic)s)
  AND (%(stage)s::text IS NULL OR stage = %(stage)s)
  AND (%(error)s::text IS NULL OR error = %(error)s)
  AND (%(event_id)s::uuid IS NULL OR event_id = %(event_id)s)
  AND (%(replay_of)s::text IS NULL OR replay_of = %(replay_of)s)
  AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s)
  AND (%(until)s::timestamptz IS NULL OR recorded_at < %(until)s)
ORDER BY recorded_at DESC, origin_topic, origin_partition, origin_offset DESC, stage
LIMIT %(limit)s
