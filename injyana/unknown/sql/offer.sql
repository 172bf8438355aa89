-- A file to be named outside; given again, it is asked about again.
WITH given AS (
    INSERT INTO fallback_uploads (upload_id, name, duration_ms, line, clip, made_by)
    VALUES (%(upload_id)s, %(name)s, %(duration_ms)s, %(line)s, %(clip)s, %(by)s)
    ON CONFLICT (upload_id) DO UPDATE SET name = excluded.name
    RETURNING upload_id
), asked AS (
    INSERT INTO fallback_asks (service, upload_id)
    SELECT service, upload_id FROM given CROSS JOIN (VALUES ('acoustid'), ('audd')) AS s (service)
    ON CONFLICT (service, upload_id) DO UPDATE SET outcome = NULL, due_at = now(), attempts = 0
    RETURNING ask_id
)
SELECT pg_notify('fallback', '') FROM asked LIMIT 1
