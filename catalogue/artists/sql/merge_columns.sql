merge_id, artist_id, merged_into, cardinality(songs) AS songs, reason, made_at, undone_at
