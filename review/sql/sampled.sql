    -- Drawn accepted plays that no person has judged.
    SELECT p.event_id, p.played_at, p.duration_ms, p.source_id, p.source_type, p.artist_id, p.song_id, p.score,
           p.revision, a.drawn_at AS since, a.day
    FROM review_audits a JOIN play_events p ON p.event_id = a.event_id AND p.played_at = a.played_at
    WHERE p.verdict = 'accepted'
      AND NOT EXISTS (SELECT FROM play_revisions r WHERE r.event_id = p.event_id AND r.revision > p.revision)
      AND NOT EXISTS (SELECT FROM review_decided_plays d WHERE d.event_id = p.event_id)
