       a.appeal_id, a.appellant, a.appellant_id, a.words, a.made_at, a.plays, w.waiting,
       CASE WHEN w.waiting > 0 THEN 'open' ELSE 'decided' END AS state
FROM review_appeals a
CROSS JOIN LATERAL (SELECT count(*) AS waiting FROM review_pending p WHERE p.appeal_id = a.appeal_id) w
