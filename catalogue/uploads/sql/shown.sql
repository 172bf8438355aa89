j.job_id AS upload_id, j.state, j.step, j.done, j.total, j.reason, u.media_type, encode(j.sha256, 'hex') AS sha256, j.bytes,
       u.duration_ms, u.said AS tags, u.alike AS sounds_like, u.song_id, j.made_at, j.ended_at
