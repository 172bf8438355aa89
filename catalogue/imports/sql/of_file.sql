-- The import of a file that was not refused and changed, or is to change, the catalogue.
SELECT {{shown}}
FROM catalogue_jobs AS j JOIN catalogue_imports AS i ON i.import_id = j.job_id
WHERE j.sha256 = %(sha256)s AND j.kind = 'import' AND j.state <> 'refused' AND NOT i.dry
ORDER BY j.made_at DESC
LIMIT 1
