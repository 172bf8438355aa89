-- A decision is settled: its plays wait no more.
DELETE FROM review_pending WHERE decision_id = %(decision_id)s
