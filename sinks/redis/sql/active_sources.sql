-- Each source's newest play since %(since)s.
SELECT source_id::text, max(played_at) AS played_at
FROM play_events
WHERE played_at >= %(since)s AND verdict <> 'duplicate'
GROUP BY source_id
