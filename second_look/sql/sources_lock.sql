-- The only way to a source's record: whoever publishes it holds its row.
SELECT source_id FROM devices WHERE source_id = ANY (%(ids)s) ORDER BY source_id FOR UPDATE
