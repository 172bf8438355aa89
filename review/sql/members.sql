    -- Every play that waits for people, with the case that it belongs to.
    SELECT CASE WHEN finding_id IS NULL THEN 'source' ELSE 'finding' END AS kind,
           coalesce(finding_id::text, source_id || E'\x1f' || artist_id) AS key,
           1 AS rank, source_id, source_type, artist_id, duration_ms, score, since
    FROM ({{held}}) held
    UNION ALL
    SELECT 'audit', day::text, 1, source_id, source_type, artist_id, duration_ms, score, since
    FROM ({{sampled}}) sampled
    UNION ALL
    SELECT 'appeal', w.appeal_id::text, 0, p.source_id, p.source_type, p.artist_id, p.duration_ms, p.score, a.made_at
    FROM review_pending w JOIN review_appeals a USING (appeal_id)
    JOIN play_events p ON p.event_id = w.event_id AND p.played_at = w.played_at
    WHERE w.decision_id IS NULL
    UNION ALL
    SELECT 'proposal', w.decision_id::text, CASE WHEN w.appeal_id IS NULL THEN 1 ELSE 0 END,
           p.source_id, p.source_type, p.artist_id, p.duration_ms, p.score, d.decided_at
    FROM review_pending w JOIN review_decisions d USING (decision_id)
    JOIN play_events p ON p.event_id = w.event_id AND p.played_at = w.played_at
