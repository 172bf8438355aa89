SELECT {{shown}}
FROM catalogue_jobs AS j JOIN catalogue_uploads AS u ON u.upload_id = j.job_id
WHERE j.job_id = %(upload_id)s AND (%(own)s::uuid IS NULL OR j.owner_id = %(own)s)
