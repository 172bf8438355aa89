-- Marks what became a play, but for what somebody else recovered, or what was sent again and recognised.
WITH mine AS MATERIALIZED (
    SELECT m.event_id, t.song_id
    FROM late_matches AS m
    JOIN unnest(%(ids)s::uuid[], %(songs)s::text[]) AS t (event_id, song_id) USING (event_id)
    WHERE m.recovered_at IS NULL
      AND EXISTS (SELECT FROM unrecognised_plays AS u WHERE u.event_id = m.event_id AND u.resolved_at IS NULL)
    ORDER BY m.event_id
    FOR UPDATE OF m
)
UPDATE late_matches AS m
SET recovered_at = now(), song_id = mine.song_id
FROM mine
WHERE m.event_id = mine.event_id
RETURNING m.event_id
