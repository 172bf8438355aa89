-- Draws accepted plays of a civil day by chance: those whose ids hash lowest under the day. Once a day, whoever is first.
WITH drawn AS (
    SELECT event_id, played_at FROM play_events
    WHERE played_at >= %(start)s AND played_at < %(end)s AND verdict = 'accepted'
    ORDER BY hashtextextended(event_id::text, %(seed)s), event_id LIMIT %(plays)s
), marked AS (
    INSERT INTO review_audit_days (day, plays) SELECT %(day)s, count(*) FROM drawn
    ON CONFLICT DO NOTHING RETURNING day
)
INSERT INTO review_audits (event_id, played_at, day)
SELECT event_id, played_at, day FROM drawn CROSS JOIN marked
ON CONFLICT DO NOTHING
