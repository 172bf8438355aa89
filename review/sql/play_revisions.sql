SELECT r.revision, r.verdict, r.previous_verdict, r.made_at AS at, coalesce(u.name, r.made_by) AS made_by, r.human,
       r.score, r.previous_score, r.reasons, r.decision_id
FROM play_revisions r LEFT JOIN users u ON r.human AND u.user_id::text = r.made_by
WHERE r.event_id = %(event_id)s ORDER BY r.revision
