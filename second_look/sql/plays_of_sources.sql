-- Plays of some sources in a window, source by source: what the rules refused, and second copies, are left out.
-- What people decided since changes nothing of what was seen: else a confirmed finding would fall apart.
SELECT source_id, source_type, round(extract(epoch FROM played_at) * 1000)::bigint, duration_ms, song_id, artist_id,
       lat, lon
FROM play_events
WHERE source_id = ANY (%(ids)s) AND played_at >= %(since)s AND played_at < %(until)s
  AND verdict <> 'duplicate' AND (verdict <> 'rejected' OR revision > 0)
ORDER BY source_id, source_type
