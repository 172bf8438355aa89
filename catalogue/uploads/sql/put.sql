INSERT INTO catalogue_uploads (upload_id, media_type) VALUES (%(upload_id)s, %(media_type)s)
