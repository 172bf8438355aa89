UPDATE unknown_recordings
SET song_id = %(song_id)s, identified_by = %(by)s, identified_at = now()
WHERE recording_id = ANY (%(ids)s)
RETURNING hearings
