SELECT merge_id, artist_id, merged_into, artist_now(merged_into) AS into_now, songs, aliases, user_id, undone_at
FROM artist_merges WHERE merge_id = %(merge_id)s FOR UPDATE
