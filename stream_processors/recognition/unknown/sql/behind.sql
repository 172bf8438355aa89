SELECT (SELECT count(*) FROM unknown_hearings WHERE recording_id IS NULL AND NOT recovered),
       (SELECT count(*) FROM unknown_recordings WHERE hearings > 0),
       (SELECT count(*) FROM unknown_recordings WHERE hearings >= 10)
