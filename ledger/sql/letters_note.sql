INSERT INTO dead_letter_actions (origin_topic, origin_partition, origin_offset, stage, action, before, after, reason,
                                 made_by, made_at)
VALUES (%(topic)s, %(partition)s, %(offset)s, %(stage)s, %(action)s, %(before)s, %(after)s, %(reason)s, %(made_by)s,
        %(made_at)s)
