-- Fingerprints that were not compared yet; those that were matched with the catalogue at least once, so that a song that
-- is known is not taken for an unknown one.
SELECT h.event_id::text, u.profile, u.fingerprint
FROM unknown_hearings AS h
JOIN unrecognised_plays AS u USING (event_id)
JOIN late_matches AS m USING (event_id)
WHERE h.recording_id IS NULL AND NOT h.recovered AND m.catalogue >= 0
ORDER BY h.event_id
LIMIT %(limit)s
FOR UPDATE OF h SKIP LOCKED
