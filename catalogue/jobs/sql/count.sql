SELECT kind, count(*) AS jobs, extract(epoch FROM now() - min(made_at))::double precision AS oldest
FROM catalogue_jobs WHERE state IN ('waiting', 'running') GROUP BY kind
