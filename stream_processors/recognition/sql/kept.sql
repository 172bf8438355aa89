-- Detections that are kept, by their ids.
SELECT event_id, source_id, source_type, kind, played_at, received_at, duration_ms, sent_at, skew_ms,
       sequence, lat, lon, accuracy_m, district, venue_id, station_id, batch_id, content_hash,
       origin_topic, origin_partition, origin_offset, trace_id,
       title, artist, album, isrc, song_id, algorithm, profile, fingerprint, fingerprint_offset_ms
FROM unrecognised_plays
WHERE event_id = ANY (%(ids)s)
ORDER BY played_at, event_id
