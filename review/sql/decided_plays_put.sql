-- Keeps the plays of a decision with everything that was known of each.
INSERT INTO review_decided_plays (decision_id, event_id, played_at, source_id, artist_id, verdict, revision, evidence)
SELECT %(decision_id)s, p.event_id, p.played_at, p.source_id, p.artist_id, g.verdict, g.revision,
       jsonb_build_object(
           'score', g.score, 'reasons', g.reasons::jsonb, 'scored_by', p.scored_by, 'method', p.method,
           'confidence', p.confidence, 'index_version', p.index_version, 'duration_ms', p.duration_ms,
           'song_id', p.song_id, 'source_type', p.source_type,
           'flags', (
               SELECT coalesce(jsonb_agg(to_jsonb(f) - 'event_id' - 'source_id' - 'song_id' - 'played_at'
                                         ORDER BY f.flag_id), '[]')
               FROM fraud_flags f WHERE f.event_id = p.event_id
           ))
FROM unnest(%(ids)s::uuid[], %(verdicts)s::text[], %(revisions)s::int[], %(scores)s::float8[], %(reasons)s::text[])
    AS g (event_id, verdict, revision, score, reasons)
JOIN event_ledger l ON l.event_id = g.event_id
JOIN play_events p ON p.event_id = l.event_id AND p.played_at = l.played_at
