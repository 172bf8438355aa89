-- Hearings that wait of recordings that somebody named, each with its song.
SELECT h.event_id::text, r.recording_id::text, s.song_id, s.title, s.artist_id, a.name, s.isrc, s.duration_ms
FROM unknown_recordings AS r
JOIN unknown_hearings AS h USING (recording_id)
JOIN unrecognised_plays AS u ON u.event_id = h.event_id AND u.resolved_at IS NULL
JOIN songs AS s ON s.song_id = r.song_id
JOIN artists AS a USING (artist_id)
WHERE r.song_id IS NOT NULL AND r.hearings > 0 AND NOT h.recovered
ORDER BY h.event_id
LIMIT %(limit)s
