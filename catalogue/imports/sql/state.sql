SELECT i.dry, i.line, j.done FROM catalogue_imports AS i JOIN catalogue_jobs AS j ON j.job_id = i.import_id
WHERE i.import_id = %(import_id)s
