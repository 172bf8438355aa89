-- The newest revision that was issued of each play, and whether a person ever decided on it.
SELECT DISTINCT ON (event_id) event_id, revision, verdict, previous_verdict, score, reasons, made_at,
       bool_or(human) OVER (PARTITION BY event_id)
FROM play_revisions WHERE event_id = ANY (%(ids)s) ORDER BY event_id, revision DESC
