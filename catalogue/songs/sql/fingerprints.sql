SELECT
    s.song_id,
    s.title,
    s.artist_id,
    a.name AS artist,
    s.isrc,
    s.duration_ms,
    s.version,
    CASE WHEN %(profile)s = 'line' THEN s.line ELSE ''::bytea END AS line,
    CASE WHEN %(profile)s = 'mic' THEN s.mic ELSE ''::bytea END AS mic
FROM songs AS s
JOIN artists AS a USING (artist_id);
