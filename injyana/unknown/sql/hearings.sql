SELECT h.event_id, u.source_id, u.source_type, u.station_id, u.district, u.played_at, u.duration_ms, h.linked_to,
       h.offset_items, h.z, h.recovered, m.song_id, u.title, u.artist
FROM unknown_hearings AS h
JOIN unrecognised_plays AS u USING (event_id)
LEFT JOIN late_matches AS m USING (event_id)
WHERE h.recording_id = %(recording_id)s
ORDER BY u.played_at, h.event_id
LIMIT %(limit)s
