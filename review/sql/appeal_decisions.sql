-- What was decided on an appeal and is in force. No names: the appellant is told why, not who.
SELECT d.decision_id, d.verdict, d.reason, c.confirmed_at AS decided_at, d.plays - cardinality(c.skipped) AS plays
FROM review_decisions d JOIN review_confirmations c USING (decision_id)
WHERE d.appeal_id = %(appeal_id)s AND c.outcome = 'confirmed'
ORDER BY c.confirmed_at, d.decision_id
