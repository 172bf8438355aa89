SELECT {columns},
    (SELECT verdict FROM play_revisions AS decided WHERE decided.event_id = play_events.event_id AND human
     ORDER BY revision DESC LIMIT 1)
FROM play_events
WHERE played_at >= %(since)s AND played_at < %(until)s AND received_at < %(until)s
    AND (%(one_in)s = 1
         OR mod(hashtextextended(source_id, %(seed)s) & x'7fffffffffffffff'::bigint, %(one_in)s) = 0
         OR source_id IN (SELECT source_id FROM play_revisions WHERE human))
ORDER BY origin_partition, received_at, origin_topic, origin_offset
