INSERT INTO catalogue_jobs (job_id, kind, owner_id, sha256, bytes)
VALUES (%(job_id)s, %(kind)s, %(owner_id)s, %(sha256)s, %(bytes)s)
