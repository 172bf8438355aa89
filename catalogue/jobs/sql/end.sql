-- Ends a job; nothing where another worker has it now.
UPDATE catalogue_jobs
SET state = %(state)s, reason = %(reason)s, step = %(state)s, ended_at = now(), leased_until = NULL,
    done = coalesce(total, done)
WHERE job_id = %(job_id)s AND attempts = %(attempts)s AND state = 'running'
