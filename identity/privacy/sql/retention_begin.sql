-- The first time at the day of the oldest play; nothing where there is none yet.
INSERT INTO retention_marks (job, done_before, changed_at)
SELECT %(job)s, date_trunc('day', oldest, 'UTC'), %(now)s
FROM (
    SELECT least((SELECT min(played_at) FROM play_events), (SELECT min(played_at) FROM unrecognised_plays)) AS oldest
) AS found
WHERE oldest IS NOT NULL
ON CONFLICT DO NOTHING
