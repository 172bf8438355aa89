-- What outside services say about plays, or uploads, that are no song of ours; those of one recording, or all.
SELECT a.service, a.outcome, a.event_id, a.upload_id, f.name, h.recording_id, c ->> 'title', c ->> 'artist',
       (c ->> 'score')::float8, c -> 'isrcs', c ->> 'mbid', a.song_id, w.answered_at
FROM fallback_asks AS a
JOIN fallback_answers AS w ON w.service = a.service AND w.question = a.question
CROSS JOIN LATERAL jsonb_array_elements(w.candidates) WITH ORDINALITY AS e (c, place)
LEFT JOIN unknown_hearings AS h ON h.event_id = a.event_id
LEFT JOIN fallback_uploads AS f ON f.upload_id = a.upload_id
WHERE a.outcome IN ('hint', 'unlike', 'ambiguous', 'song') AND e.place <= 3
  AND (%(recording_id)s::uuid IS NULL OR h.recording_id = %(recording_id)s)
ORDER BY w.answered_at DESC, a.ask_id, e.place
LIMIT %(limit)s
