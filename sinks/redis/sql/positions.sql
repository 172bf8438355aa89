-- How far the ledger holds a topic.
SELECT partition, next_offset FROM sink_offsets WHERE sink = %(sink)s AND topic = %(topic)s
