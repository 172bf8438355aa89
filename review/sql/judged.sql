-- Which of these plays a person judged already.
SELECT DISTINCT event_id FROM review_decided_plays WHERE event_id = ANY (%(ids)s)
