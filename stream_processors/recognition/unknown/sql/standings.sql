SELECT recording_id::text, hearings + recovered, song_id FROM unknown_recordings WHERE recording_id = ANY (%(ids)s)
