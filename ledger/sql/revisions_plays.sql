-- The plays as the ledger has them: columns of ledger/plays.py. The range of time leaves out partitions beforehand.
SELECT {columns}
FROM unnest(%(ids)s::uuid[], %(times)s::timestamptz[]) AS wanted (id, at)
JOIN play_events ON event_id = wanted.id AND played_at = wanted.at
WHERE played_at BETWEEN %(earliest)s AND %(latest)s
ORDER BY event_id
