-- What waits for a song to be registered is matched again from here (stream_processors/recognition/late), compared with
-- what else waits (…/unknown), and, where it is a complete play, asked for outside (…/fallback).
WITH stored AS (
    INSERT INTO unrecognised_plays SELECT * FROM staged_unrecognised RETURNING *
), compared AS (
    INSERT INTO unknown_hearings (event_id) SELECT event_id FROM stored WHERE fingerprint IS NOT NULL
), asked AS (
    INSERT INTO fallback_asks (service, event_id)
    SELECT 'acoustid', event_id FROM stored
    WHERE is_complete_play(source_type, profile, fingerprint_offset_ms, duration_ms, fingerprint)
)
INSERT INTO late_matches (event_id) SELECT event_id FROM stored
