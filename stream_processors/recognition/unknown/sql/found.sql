-- Recordings that begin with one of these hearings.
INSERT INTO unknown_recordings (recording_id, profile)
SELECT event_id, profile FROM unrecognised_plays WHERE event_id = ANY (%(ids)s)
