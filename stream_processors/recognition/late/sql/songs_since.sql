-- Every song that was changed behind a version, as it is now; without a title where it is gone.
SELECT c.change_id, c.song_id, s.title, s.artist_id, a.name, s.isrc, s.duration_ms, s.line, s.mic, s.version
FROM (
    SELECT song_id, max(change_id) AS change_id FROM catalogue_changes WHERE change_id > %(version)s GROUP BY song_id
) AS c
LEFT JOIN (songs AS s JOIN artists AS a USING (artist_id)) ON s.song_id = c.song_id
