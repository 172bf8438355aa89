INSERT INTO songs (song_id, title, artist_id, isrc, duration_ms, line, mic, version, work_id)
VALUES (%(song_id)s, %(title)s, %(artist_id)s, %(isrc)s, %(duration_ms)s, %(line)s, %(mic)s, %(version)s, %(work_id)s)
ON CONFLICT (song_id) DO UPDATE SET
    title = excluded.title,
    artist_id = excluded.artist_id,
    isrc = excluded.isrc,
    duration_ms = excluded.duration_ms,
    line = excluded.line,
    mic = excluded.mic,
    version = excluded.version,
    work_id = excluded.work_id,
    changed_at = now();
