-- Plays as people see them, in the order in which they were asked for. The ledger knows their times, which bound the
-- partitions that are opened.
SELECT p.event_id, p.played_at, p.received_at, p.duration_ms, p.source_id, p.source_type, p.song_id, s.title,
       p.artist_id, a.name AS artist, p.station_id, p.venue_id, p.district, p.kind, p.method, p.confidence,
       coalesce(r.verdict, p.verdict) AS verdict, coalesce(r.revision, p.revision) AS revision,
       coalesce(r.score, p.score) AS score, coalesce(r.reasons, p.reasons) AS reasons, p.scored_by,
       (
           SELECT coalesce(jsonb_agg(jsonb_build_object(
                      'rule', f.rule, 'severity', f.severity, 'score', f.score, 'evidence', f.evidence,
                      'details', f.details, 'contributions', f.contributions, 'version', f.rules_version
                  ) ORDER BY f.score DESC, f.rule), '[]')
           FROM fraud_flags f WHERE f.event_id = p.event_id
       ) AS flags
FROM unnest(%(ids)s::uuid[]) WITH ORDINALITY AS i (event_id, place)
JOIN event_ledger l ON l.event_id = i.event_id
JOIN play_events p ON p.event_id = l.event_id AND p.played_at = l.played_at
LEFT JOIN LATERAL (
    SELECT verdict, revision, score, reasons FROM play_revisions r
    WHERE r.event_id = p.event_id AND r.revision > p.revision ORDER BY r.revision DESC LIMIT 1
) r ON true
LEFT JOIN songs s ON s.song_id = p.song_id
LEFT JOIN artists a ON a.artist_id = p.artist_id
ORDER BY i.place
