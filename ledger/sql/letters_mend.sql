UPDATE dead_letters SET mended_key = %(key)s, mended_value = %(value)s, event_id = coalesce(event_id, %(event_id)s)
WHERE origin_topic = %(topic)s AND origin_partition = %(partition)s AND origin_offset = %(offset)s AND stage = %(stage)s
