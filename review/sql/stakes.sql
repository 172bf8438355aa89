-- How long plays were heard, by type of source.
SELECT p.source_type, sum(p.duration_ms)::bigint AS heard_ms
FROM unnest(%(ids)s::uuid[]) AS i (event_id)
JOIN event_ledger l ON l.event_id = i.event_id
JOIN play_events p ON p.event_id = l.event_id AND p.played_at = l.played_at
GROUP BY p.source_type
