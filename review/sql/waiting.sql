-- Which of these plays wait for an appeal's decision or a second person.
SELECT event_id, appeal_id, decision_id FROM review_pending WHERE event_id = ANY (%(ids)s)
