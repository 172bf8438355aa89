-- Brings the plays up to date. The range of time is literal: without one every compressed chunk would be opened.
-- What moves between the counts is read from the play as it is stored, so that counts always equal a recount.
WITH revised AS (
    UPDATE play_events p
    SET verdict = s.verdict, previous_verdict = s.was, revision = s.revision, revised_at = s.revised_at,
        score = s.score, reasons = s.reasons, scored_by = s.scored_by
    FROM staged_revisions s
    WHERE p.event_id = s.event_id AND p.played_at = s.played_at
      AND p.played_at BETWEEN %(earliest)s AND %(latest)s
    RETURNING p.song_id, p.artist_id, p.source_type, p.station_id, p.venue_id, p.district, p.played_at, p.duration_ms,
              p.verdict, s.was
)
INSERT INTO moved_plays SELECT * FROM revised
