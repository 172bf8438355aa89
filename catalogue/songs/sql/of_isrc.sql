-- The song that has this ISRC, if it is another one.
SELECT song_id, title FROM songs WHERE isrc = %(isrc)s AND song_id <> %(song_id)s
