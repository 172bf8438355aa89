UPDATE catalogue_jobs SET state = 'waiting', attempts = attempts - 1, leased_until = NULL
WHERE job_id = %(job_id)s AND attempts = %(attempts)s AND state = 'running'
