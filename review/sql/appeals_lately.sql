-- How many appeals an appellant made in the last 24 hours, and when the first of them was.
SELECT count(*) AS appeals, min(made_at) AS first
FROM review_appeals
WHERE appellant = %(appellant)s AND appellant_id = %(appellant_id)s AND made_at > %(now)s - INTERVAL '24 hours'
