-- The plays wait for the appeal's decision.
INSERT INTO review_pending (event_id, played_at, appeal_id)
SELECT event_id, played_at, appeal_id FROM review_appeal_plays WHERE appeal_id = %(appeal_id)s
