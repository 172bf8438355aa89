UPDATE catalogue_uploads
SET duration_ms = %(duration_ms)s, line = %(line)s, mic = %(mic)s, said = %(said)s, alike = %(alike)s
WHERE upload_id = %(upload_id)s
