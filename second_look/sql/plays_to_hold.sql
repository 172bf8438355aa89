-- Plays that the finding covers, whose newest verdict is accepted and on which no person ever decided.
SELECT p.event_id::text, p.played_at
FROM play_events p
LEFT JOIN LATERAL (
    SELECT revision, verdict, bool_or(human) OVER () AS decided
    FROM play_revisions r WHERE r.event_id = p.event_id ORDER BY revision DESC LIMIT 1
) last ON true
WHERE p.artist_id = %(artist_id)s AND p.source_id = ANY (%(sources)s)
  AND p.played_at >= %(starts_at)s AND p.played_at < %(ends_at)s
  AND (%(recorded_after)s::timestamptz IS NULL OR p.recorded_at > %(recorded_after)s)
  AND (p.played_at, p.event_id) > (%(after_time)s, %(after_id)s)
  AND CASE WHEN last.revision > p.revision THEN last.verdict ELSE p.verdict END = 'accepted'
  AND last.decided IS NOT TRUE
ORDER BY p.played_at, p.event_id
LIMIT %(limit)s
