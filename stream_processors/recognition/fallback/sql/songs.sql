-- Our songs of these codes, once for each MusicBrainz id among them.
SELECT m.mbid, s.song_id, s.title, s.artist_id, a.name, s.isrc, s.duration_ms, s.line
FROM songs AS s
JOIN artists AS a USING (artist_id)
LEFT JOIN song_mbids AS m ON m.song_id = s.song_id AND m.mbid = ANY (%(mbids)s)
WHERE s.isrc = ANY (%(isrcs)s) OR m.mbid IS NOT NULL
ORDER BY s.song_id
