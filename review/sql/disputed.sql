-- Whether a second person declined a decision on any of these plays.
SELECT 1 FROM review_decided_plays p JOIN review_confirmations c USING (decision_id)
WHERE p.event_id = ANY (%(ids)s) AND c.outcome = 'declined' LIMIT 1
