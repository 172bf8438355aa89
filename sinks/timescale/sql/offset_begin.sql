-- Where the store stands in a partition; a partition that it never saw begins at 0.
WITH made AS (
    INSERT INTO sink_offsets (sink, topic, partition, next_offset) VALUES (%(sink)s, %(topic)s, %(partition)s, 0)
    ON CONFLICT DO NOTHING
    RETURNING next_offset
)
SELECT next_offset FROM made
UNION ALL
SELECT next_offset FROM sink_offsets WHERE sink = %(sink)s AND topic = %(topic)s AND partition = %(partition)s
