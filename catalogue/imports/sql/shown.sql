j.job_id AS import_id, j.state, j.step, j.done, j.total, j.reason, i.dry, encode(j.sha256, 'hex') AS sha256, j.bytes,
       i.line, i.added, i.changed, i.unchanged, i.repeated, i.wrong, j.made_at, j.ended_at
