INSERT INTO songs (song_id, title, artist_id, isrc, duration_ms, line, mic, version)
VALUES (%(song_id)s, %(title)s, %(artist_id)s, %(isrc)s, %(duration_ms)s, %(line)s, %(mic)s, %(version)s)
ON CONFLICT (song_id) DO UPDATE SET
    title = excluded.title,
    artist_id = excluded.artist_id,
    isrc = excluded.isrc,
    duration_ms = excluded.duration_ms,
    line = excluded.line,
    mic = excluded.mic,
    version = excluded.version,
    changed_at = now();
