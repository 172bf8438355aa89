INSERT INTO artist_merges (merge_id, artist_id, merged_into, songs, aliases, user_id, reason, made_by)
VALUES (%(merge_id)s, %(artist_id)s, %(into)s, %(songs)s, %(aliases)s, %(user_id)s, %(reason)s, %(made_by)s)
RETURNING {{merge_columns}}
