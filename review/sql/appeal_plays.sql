SELECT x.event_id, x.played_at, p.song_id, s.title, x.verdict AS verdict_appealed,
       coalesce(r.verdict, p.verdict) AS verdict,
       CASE WHEN w.event_id IS NULL THEN 'decided' ELSE 'open' END AS state
FROM review_appeal_plays x
JOIN play_events p ON p.event_id = x.event_id AND p.played_at = x.played_at
LEFT JOIN LATERAL (
    SELECT verdict FROM play_revisions r
    WHERE r.event_id = p.event_id AND r.revision > p.revision ORDER BY r.revision DESC LIMIT 1
) r ON true
LEFT JOIN songs s ON s.song_id = p.song_id
LEFT JOIN review_pending w ON w.event_id = x.event_id AND w.appeal_id = x.appeal_id
WHERE x.appeal_id = %(appeal_id)s
ORDER BY x.played_at, x.event_id
