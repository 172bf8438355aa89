-- Of the plays that people judged in the last 30 days: how many, and how many of them otherwise than the machine had.
SELECT CASE WHEN kind IN ('appeal', 'audit') THEN kind ELSE 'held' END AS of, count(*) AS judged,
       count(*) FILTER (WHERE CASE WHEN kind = 'audit' THEN verdict = 'rejected' ELSE verdict = 'accepted' END) AS overturned
FROM review_labels WHERE decided_at > %(now)s - INTERVAL '30 days'
GROUP BY 1
