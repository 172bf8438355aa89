DELETE FROM unknown_recordings WHERE recording_id = ANY (%(losers)s)
