-- Renews a lease and tells how far it is; nothing where another worker has the job now.
UPDATE catalogue_jobs
SET leased_until = now() + %(lease)s, step = coalesce(%(step)s, step), done = coalesce(%(done)s, done),
    total = coalesce(%(total)s, total)
WHERE job_id = %(job_id)s AND attempts = %(attempts)s AND state = 'running'
