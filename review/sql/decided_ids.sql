SELECT event_id, revision FROM review_decided_plays WHERE decision_id = %(decision_id)s ORDER BY event_id
