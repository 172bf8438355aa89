INSERT INTO rights_parts (split_id, holder_id, parts_per_million)
SELECT %(split_id)s, holder_id, parts_per_million FROM rights_parts WHERE split_id = %(from)s
