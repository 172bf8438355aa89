-- Dead letters by their ids, in the order of these.
SELECT {columns}
FROM dead_letters
WHERE (origin_topic, origin_partition, origin_offset, stage) IN (
    SELECT * FROM unnest(%(topics)s::text[], %(partitions)s::integer[], %(offsets)s::bigint[], %(stages)s::text[])
)
ORDER BY origin_topic, origin_partition, origin_offset, stage
