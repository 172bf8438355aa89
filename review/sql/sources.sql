-- Sources as they stand now, those with most of the plays first: their newest reputation, and how their plays of the
-- last 30 days were judged.
WITH given AS (
    SELECT l.source_id, count(*) AS plays
    FROM unnest(%(ids)s::uuid[]) AS i (event_id)
    JOIN event_ledger e ON e.event_id = i.event_id
    JOIN play_events l ON l.event_id = e.event_id AND l.played_at = e.played_at
    GROUP BY l.source_id ORDER BY count(*) DESC, l.source_id LIMIT %(limit)s
)
SELECT g.source_id, d.source_type, d.name, coalesce(d.standing, 'unknown') AS standing, d.created_at AS registered_at,
       (
           SELECT jsonb_build_object('since', r.since, 'good', r.good, 'bad', r.bad, 'floor', r.floor)
           FROM reputations r WHERE r.source_id = g.source_id ORDER BY r.since DESC LIMIT 1
       ) AS reputation,
       v.held, v.accepted, v.rejected
FROM given g
LEFT JOIN devices d ON d.source_id = g.source_id
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE p.verdict = 'held') AS held, count(*) FILTER (WHERE p.verdict = 'accepted') AS accepted,
           count(*) FILTER (WHERE p.verdict = 'rejected') AS rejected
    FROM play_events p
    WHERE p.source_id = g.source_id AND p.played_at BETWEEN %(now)s - INTERVAL '30 days' AND %(now)s
) v
ORDER BY g.plays DESC, g.source_id
