-- Hints of which a code is one of our songs' now are judged again, by the answer that is kept.
UPDATE fallback_asks AS a
SET outcome = NULL, due_at = now()
FROM fallback_answers AS w
WHERE a.service = %(service)s AND a.outcome = 'hint' AND w.service = a.service AND w.question = a.question
  AND EXISTS (
    SELECT FROM jsonb_array_elements(w.candidates) AS c
    WHERE (c ->> 'score')::float8 >= %(least)s
      AND (EXISTS (SELECT FROM song_mbids AS m WHERE m.mbid::text = c ->> 'mbid')
           OR EXISTS (SELECT FROM songs AS s WHERE c -> 'isrcs' ? s.isrc))
  )
