-- How far the ledger holds a topic.
SELECT partition, next_offset FROM sink_offsets WHERE topic = %(topic)s
