-- Hearings that became plays since their recording was counted.
WITH gone AS MATERIALIZED (
    SELECT event_id FROM unknown_hearings
    WHERE recovered AND NOT counted AND recording_id IS NOT NULL
    ORDER BY event_id
    LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
UPDATE unknown_hearings AS h SET counted = true FROM gone WHERE h.event_id = gone.event_id
RETURNING h.event_id::text, h.recording_id::text
