-- The next sources with plays in a window, one index descent each: a sort of all plays would take minutes.
WITH RECURSIVE next AS (
    (SELECT source_id FROM play_events
     WHERE source_id > %(after)s AND played_at >= %(since)s AND played_at < %(until)s
     ORDER BY source_id LIMIT 1)
    UNION ALL
    SELECT (SELECT p.source_id FROM play_events p
            WHERE p.source_id > next.source_id AND p.played_at >= %(since)s AND p.played_at < %(until)s
            ORDER BY p.source_id LIMIT 1)
    FROM next WHERE next.source_id IS NOT NULL
)
SELECT source_id FROM next WHERE source_id IS NOT NULL LIMIT %(limit)s
