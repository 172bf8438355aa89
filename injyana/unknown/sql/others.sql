-- The hearings of the other recordings of a profile, the most heard recordings first.
SELECT h.event_id::text, h.recording_id::text, u.fingerprint, r.hearings
FROM unknown_recordings AS r
JOIN unknown_hearings AS h USING (recording_id)
JOIN unrecognised_plays AS u USING (event_id)
WHERE r.profile = %(profile)s AND r.hearings > 0 AND h.searched
ORDER BY r.recording_id = %(recording_id)s DESC, r.hearings DESC, h.event_id
LIMIT %(limit)s
