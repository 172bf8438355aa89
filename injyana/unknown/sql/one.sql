-- The recordings whose ids begin so.
SELECT recording_id, profile, hearings, recovered, sources, stations, first_heard, last_heard, song_id
FROM unknown_recordings
WHERE recording_id::text LIKE %(begin)s
ORDER BY recording_id
LIMIT 2
