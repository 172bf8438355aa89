INSERT INTO rights_parts (split_id, holder_id, parts_per_million)
VALUES (%(split_id)s, %(holder_id)s, %(parts_per_million)s)
