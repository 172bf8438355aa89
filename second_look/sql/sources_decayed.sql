-- Sources whose newest reputation has not been refreshed for long.
SELECT source_id FROM (
    SELECT DISTINCT ON (source_id) source_id, since, good, bad FROM reputations
    WHERE source_id > %(after)s ORDER BY source_id, since DESC
) newest
WHERE since <= %(since)s AND good + bad >= %(nothing)s
ORDER BY source_id LIMIT %(limit)s
