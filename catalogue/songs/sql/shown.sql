s.song_id, s.title, s.artist_id, a.name AS artist, s.isrc, s.work_id, s.duration_ms, s.line <> '' AS audio, s.version,
       s.created_at, s.changed_at, lower(s.title) AS place
