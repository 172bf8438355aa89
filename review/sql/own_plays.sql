-- Held and rejected plays of an artist or source, the newest first, and whether each may be appealed.
SELECT p.event_id, p.played_at, p.duration_ms, p.source_id, p.song_id, s.title, p.artist_id,
       coalesce(r.verdict, p.verdict) AS verdict, coalesce(r.reasons, p.reasons) AS reasons,
       (
           SELECT coalesce(jsonb_agg(jsonb_build_object('rule', f.rule, 'evidence', f.evidence) ORDER BY f.rule), '[]')
           FROM fraud_flags f WHERE f.event_id = p.event_id AND f.severity <> 'note'
       ) AS evidence,
       CASE WHEN w.appeal_id IS NOT NULL THEN 'open' WHEN b.event_id IS NOT NULL THEN 'decided' ELSE 'possible' END AS appeal
FROM play_events p
LEFT JOIN LATERAL (
    SELECT verdict, reasons FROM play_revisions r
    WHERE r.event_id = p.event_id AND r.revision > p.revision ORDER BY r.revision DESC LIMIT 1
) r ON true
LEFT JOIN songs s ON s.song_id = p.song_id
LEFT JOIN review_pending w ON w.event_id = p.event_id
LEFT JOIN LATERAL (
    SELECT x.event_id FROM review_appeal_plays x JOIN review_appeals a USING (appeal_id)
    WHERE x.event_id = p.event_id AND
{{of_appellant}}
    LIMIT 1
) b ON true
WHERE (p.artist_id = ANY (ARRAY (SELECT artist_ids(%(artist)s))) OR p.source_id = %(source)s)
  AND p.played_at > %(now)s - INTERVAL '400 days'
  AND p.verdict IN ('held', 'rejected') AND coalesce(r.verdict, p.verdict) IN ('held', 'rejected')
  AND (%(at)s::timestamptz IS NULL OR (p.played_at, p.event_id) < (%(at)s, %(id)s::uuid))
ORDER BY p.played_at DESC, p.event_id DESC LIMIT %(limit)s
