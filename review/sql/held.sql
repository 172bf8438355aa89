    -- Every held play that waits for people: the newest verdict says so, and neither an appeal nor a second person is
    -- waited for. The finding is the worst of those that cover it.
    SELECT p.event_id, p.played_at, p.duration_ms, p.source_id, p.source_type, p.artist_id, p.song_id, p.score,
           p.revision, coalesce(p.revised_at, p.received_at) AS since, f.finding_id
    FROM play_events p
    LEFT JOIN LATERAL (
        SELECT finding_id FROM fraud_findings
        WHERE artist_id = p.artist_id AND starts_at <= p.played_at AND p.played_at < ends_at
          AND p.source_id = ANY (sources)
        ORDER BY score DESC, finding_id LIMIT 1
    ) f ON true
    WHERE p.verdict = 'held'
      AND NOT EXISTS (SELECT FROM play_revisions r WHERE r.event_id = p.event_id AND r.revision > p.revision)
      AND NOT EXISTS (SELECT FROM review_pending w WHERE w.event_id = p.event_id)
