-- Where the store stands, held until commit: whoever else believes to own the partition waits here and then sees it moved.
SELECT next_offset FROM sink_offsets
WHERE sink = %(sink)s AND topic = %(topic)s AND partition = %(partition)s
FOR UPDATE
