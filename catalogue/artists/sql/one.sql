SELECT {{columns}}
FROM artists AS a
WHERE a.artist_id = %(artist_id)s AND a.merged_into IS NULL
