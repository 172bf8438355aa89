-- What became of these sources' plays: of one decision, or of the rules, one outcome for each day of event time.
-- A person's newest decision on a play stands for all that was said of it before, also by a rule.
WITH decided AS (
    SELECT DISTINCT ON (event_id) event_id, source_id, verdict, decision_id, played_at, made_at
    FROM play_revisions WHERE human AND source_id = ANY (%(ids)s) AND recorded_at > %(since)s
    ORDER BY event_id, revision DESC
)
SELECT source_id, verdict = 'accepted' AS good, max(made_at) AS at,
       coalesce(decision_id, '00000000-0000-0000-0000-000000000000') AS decision
FROM decided WHERE verdict IN ('accepted', 'rejected')
GROUP BY source_id, verdict, decision_id, date_trunc('day', played_at, 'Africa/Kigali')
UNION ALL
SELECT f.source_id, false, max(f.recorded_at), NULL
FROM fraud_flags f
WHERE f.severity = 'reject' AND f.source_id = ANY (%(ids)s) AND f.recorded_at > %(since)s
  AND NOT EXISTS (SELECT FROM play_revisions r WHERE r.event_id = f.event_id AND r.human)
GROUP BY f.source_id, date_trunc('day', f.played_at, 'Africa/Kigali')
