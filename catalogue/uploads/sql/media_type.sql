SELECT media_type FROM catalogue_uploads WHERE upload_id = %(upload_id)s
