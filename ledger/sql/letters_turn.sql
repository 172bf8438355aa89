UPDATE dead_letters SET state = %(state)s
WHERE origin_topic = %(topic)s AND origin_partition = %(partition)s AND origin_offset = %(offset)s AND stage = %(stage)s
