UPDATE catalogue_uploads SET song_id = %(song_id)s WHERE upload_id = %(upload_id)s
