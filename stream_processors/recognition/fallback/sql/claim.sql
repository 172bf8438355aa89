-- The question of a service that is due for longest; others leave out what is locked here, and what is claimed.
WITH due AS MATERIALIZED (
    SELECT ask_id FROM fallback_asks
    WHERE service = %(service)s AND outcome IS NULL AND due_at <= now()
    ORDER BY due_at, ask_id
    LIMIT 1
    FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE fallback_asks AS a
    SET due_at = now() + %(lease)s, attempts = a.attempts + 1
    FROM due
    WHERE a.ask_id = due.ask_id
    RETURNING a.ask_id, a.attempts, a.event_id, a.upload_id
)
SELECT c.ask_id, c.attempts, c.event_id, coalesce(u.duration_ms, f.duration_ms), coalesce(u.fingerprint, f.line), f.clip
FROM claimed AS c
LEFT JOIN unrecognised_plays AS u ON u.event_id = c.event_id
LEFT JOIN fallback_uploads AS f ON f.upload_id = c.upload_id
