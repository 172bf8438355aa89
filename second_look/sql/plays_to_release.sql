-- Plays of the finding's payee and window that only this process holds and that no finding covers any more.
SELECT r.event_id::text, r.played_at, r.previous_score
FROM play_revisions r
WHERE r.artist_id = %(artist_id)s AND r.played_at >= %(starts_at)s AND r.played_at < %(ends_at)s
  AND (r.played_at, r.event_id) > (%(after_time)s, %(after_id)s)
  AND NOT r.human AND r.verdict = 'held' AND r.made_by = %(by)s AND r.previous_verdict = 'accepted'
  AND NOT EXISTS (SELECT FROM play_revisions n WHERE n.event_id = r.event_id AND (n.revision > r.revision OR n.human))
  AND NOT EXISTS (
      SELECT FROM fraud_findings f
      WHERE f.artist_id = r.artist_id AND f.starts_at <= r.played_at AND f.ends_at > r.played_at
        AND r.source_id = ANY (f.sources)
  )
ORDER BY r.played_at, r.event_id
LIMIT %(limit)s
