-- An upload as it is, locked; with own, only that person's.
SELECT j.state, j.reason, u.duration_ms, u.line, u.mic, u.song_id
FROM catalogue_jobs AS j JOIN catalogue_uploads AS u ON u.upload_id = j.job_id
WHERE j.job_id = %(upload_id)s AND (%(own)s::uuid IS NULL OR j.owner_id = %(own)s)
FOR UPDATE OF u
