-- Detections that were not matched at this version yet, the longest left ones first; others take what is locked here.
-- Locked until commit. One that became a play meanwhile, because it was sent again, says so.
WITH due AS MATERIALIZED (
    SELECT event_id, catalogue FROM late_matches
    WHERE recovered_at IS NULL AND catalogue < %(version)s
    ORDER BY catalogue
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
SELECT u.event_id, u.source_id, u.source_type, u.kind, u.played_at, u.received_at, u.duration_ms, u.sent_at, u.skew_ms,
       u.sequence, u.lat, u.lon, u.accuracy_m, u.district, u.venue_id, u.station_id, u.batch_id, u.content_hash,
       u.origin_topic, u.origin_partition, u.origin_offset, u.trace_id,
       u.title, u.artist, u.album, u.isrc, u.song_id, u.algorithm, u.profile, u.fingerprint, u.fingerprint_offset_ms,
       u.resolved_at, d.catalogue
FROM due AS d
JOIN unrecognised_plays AS u USING (event_id)
ORDER BY u.played_at, u.event_id
