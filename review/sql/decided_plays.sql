SELECT event_id, played_at, source_id, artist_id, verdict, revision, evidence
FROM review_decided_plays
WHERE decision_id = %(decision_id)s AND (%(after)s::uuid IS NULL OR event_id > %(after)s::uuid)
ORDER BY event_id LIMIT %(limit)s
