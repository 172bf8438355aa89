-- Uploads, the newest first; with own, only that person's.
SELECT {{shown}}
FROM catalogue_jobs AS j JOIN catalogue_uploads AS u ON u.upload_id = j.job_id
WHERE (%(own)s::uuid IS NULL OR j.owner_id = %(own)s)
  AND (%(at)s::timestamptz IS NULL OR (j.made_at, j.job_id) < (%(at)s, %(after)s))
ORDER BY j.made_at DESC, j.job_id DESC
LIMIT %(limit)s
