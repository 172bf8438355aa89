-- What new hearings are compared with, the newest first.
SELECT h.event_id::text, u.profile, u.fingerprint, h.recording_id::text
FROM unknown_hearings AS h
JOIN unrecognised_plays AS u USING (event_id)
WHERE h.searched
ORDER BY u.played_at DESC, h.event_id
LIMIT %(limit)s
