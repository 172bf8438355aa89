-- What people did to a letter, in their order.
SELECT action, before, after, reason, made_by, made_at
FROM dead_letter_actions
WHERE origin_topic = %(topic)s AND origin_partition = %(partition)s AND origin_offset = %(offset)s AND stage = %(stage)s
ORDER BY action_id
