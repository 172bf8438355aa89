SELECT {{shown}}
FROM catalogue_jobs AS j JOIN catalogue_imports AS i ON i.import_id = j.job_id
WHERE j.job_id = %(import_id)s
