       d.decision_id, d.kind, d.key, d.verdict, d.reason, d.plays, d.stake_rwf, d.tariffs_version, d.decided_at, d.appeal_id,
       d.version, d.evidence, u.name AS decided_by, d.decided_by AS decider, d.second_person,
       CASE WHEN NOT d.second_person THEN 'applied' ELSE coalesce(c.outcome, 'proposed') END AS state,
       cu.name AS confirmed_by, c.confirmed_at, c.reason AS confirmation, coalesce(c.skipped, '{}') AS skipped
FROM review_decisions d
JOIN users u ON u.user_id = d.decided_by
LEFT JOIN review_confirmations c USING (decision_id)
LEFT JOIN users cu ON cu.user_id = c.confirmed_by
