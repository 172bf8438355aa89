-- Songs behind a version of the catalogue, as they are now; without a title where they are gone.
SELECT c.change_id, c.song_id, s.title, s.artist_id, a.name AS artist, s.isrc, s.duration_ms, s.line, ''::bytea AS mic,
       s.version
FROM (
    SELECT song_id, max(change_id) AS change_id
    FROM (SELECT song_id, change_id FROM catalogue_changes WHERE change_id > %(version)s ORDER BY change_id LIMIT %(limit)s) AS next
    GROUP BY song_id
) AS c
LEFT JOIN (songs AS s JOIN artists AS a USING (artist_id)) ON s.song_id = c.song_id
