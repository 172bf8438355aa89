-- An artist of its own as it is, locked against other changes.
SELECT artist_id, name, user_id, version FROM artists WHERE artist_id = %(artist_id)s AND merged_into IS NULL FOR UPDATE
