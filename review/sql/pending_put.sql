-- The plays wait for a second person; those of an appeal wait there already.
INSERT INTO review_pending (event_id, played_at, decision_id)
SELECT event_id, played_at, decision_id FROM review_decided_plays WHERE decision_id = %(decision_id)s
ON CONFLICT (event_id) DO UPDATE SET decision_id = excluded.decision_id
