-- The oldest job of a kind that nobody works on.
UPDATE catalogue_jobs SET state = 'running', attempts = attempts + 1, leased_until = now() + %(lease)s
WHERE job_id = (
    SELECT job_id FROM catalogue_jobs
    WHERE kind = %(kind)s AND (state = 'waiting' OR (state = 'running' AND leased_until < now()))
    ORDER BY made_at, job_id
    FOR UPDATE SKIP LOCKED LIMIT 1
)
RETURNING job_id, sha256, bytes, attempts, owner_id
