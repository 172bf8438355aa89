INSERT INTO device_attestations (source_id, level, evidence, checked_at)
VALUES (%(source_id)s, %(level)s, %(evidence)s, %(now)s)
