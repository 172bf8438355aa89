-- What a recording is put together from: the hearings that are compared with, the longest first.
SELECT u.fingerprint
FROM unknown_hearings AS h
JOIN unrecognised_plays AS u USING (event_id)
WHERE h.recording_id = ANY (%(ids)s) AND h.searched
ORDER BY octet_length(u.fingerprint) DESC, h.event_id
LIMIT %(limit)s
