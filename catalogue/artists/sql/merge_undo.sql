UPDATE artist_merges SET undone_at = now(), undone_by = %(by)s WHERE merge_id = %(merge_id)s
RETURNING {{merge_columns}}
