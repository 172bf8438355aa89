SELECT decision_id, decided_at, verdict, reason FROM review_decisions WHERE decided_by = %(user_id)s
ORDER BY decided_at, decision_id
