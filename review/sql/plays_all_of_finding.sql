-- All held plays that the finding covers, also those that another finding covers as well.
SELECT event_id, held.revision FROM ({{held}}) held
JOIN fraud_findings f ON f.finding_id = %(key)s::uuid AND f.artist_id = held.artist_id
    AND f.starts_at <= held.played_at AND held.played_at < f.ends_at AND held.source_id = ANY (f.sources)
ORDER BY held.played_at, event_id LIMIT %(limit)s
