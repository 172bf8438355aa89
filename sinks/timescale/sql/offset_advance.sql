UPDATE sink_offsets SET next_offset = %(next_offset)s, changed_at = now()
WHERE sink = %(sink)s AND topic = %(topic)s AND partition = %(partition)s
