-- Recordings that wait, the most heard first.
SELECT r.recording_id, r.profile, r.hearings, r.recovered, r.sources, r.stations, r.first_heard, r.last_heard, r.song_id
FROM unknown_recordings AS r
WHERE r.hearings >= %(least)s AND (NOT %(open)s OR r.song_id IS NULL)
ORDER BY r.hearings DESC, r.recording_id
LIMIT %(limit)s
