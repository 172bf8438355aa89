-- What waits for a song to be registered is matched again from here: see stream_processors/recognition/late.
WITH stored AS (
    INSERT INTO unrecognised_plays SELECT * FROM staged_unrecognised RETURNING event_id
)
INSERT INTO late_matches (event_id) SELECT event_id FROM stored
