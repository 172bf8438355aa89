SELECT count(*) AS waiting FROM catalogue_jobs WHERE owner_id = %(owner_id)s AND state IN ('waiting', 'running')
