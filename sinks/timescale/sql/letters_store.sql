INSERT INTO dead_letters SELECT * FROM staged_letters
ON CONFLICT (origin_topic, origin_partition, origin_offset, stage) DO NOTHING
