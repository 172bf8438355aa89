SELECT FROM catalogue_jobs WHERE sha256 = %(sha256)s AND state IN ('waiting', 'running') LIMIT 1
