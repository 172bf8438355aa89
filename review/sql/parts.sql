-- Everybody who had a part in a decision on any of these plays.
SELECT d.decided_by AS person FROM review_decided_plays p JOIN review_decisions d USING (decision_id)
WHERE p.event_id = ANY (%(ids)s)
UNION
SELECT c.confirmed_by FROM review_decided_plays p JOIN review_confirmations c USING (decision_id)
WHERE p.event_id = ANY (%(ids)s)
