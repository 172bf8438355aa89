-- The findings that cover any of these plays.
SELECT DISTINCT f.finding_id
FROM unnest(%(ids)s::uuid[]) AS i (event_id)
JOIN event_ledger l ON l.event_id = i.event_id
JOIN play_events p ON p.event_id = l.event_id AND p.played_at = l.played_at
JOIN fraud_findings f ON f.artist_id = p.artist_id AND f.starts_at <= p.played_at AND p.played_at < f.ends_at
    AND p.source_id = ANY (f.sources)
