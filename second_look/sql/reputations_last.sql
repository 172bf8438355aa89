SELECT DISTINCT ON (source_id) source_id, since, good, bad, floor FROM reputations
WHERE source_id = ANY (%(ids)s) ORDER BY source_id, since DESC
