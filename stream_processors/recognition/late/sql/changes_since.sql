-- What became first of each song between two versions: one that was added was not there at the earlier one.
SELECT DISTINCT ON (song_id) song_id, change
FROM catalogue_changes
WHERE change_id > %(version)s AND change_id <= %(until)s
ORDER BY song_id, change_id
