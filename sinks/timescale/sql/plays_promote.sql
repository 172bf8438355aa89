-- Detections that waited unrecognised and are plays now.
WITH promoted AS (
    UPDATE event_ledger l SET outcome = 'play', verdict = s.verdict
    FROM unnest(%(ids)s::uuid[], %(verdicts)s::text[]) AS s (event_id, verdict) WHERE l.event_id = s.event_id
    RETURNING l.event_id
)
UPDATE unrecognised_plays u SET resolved_at = now() FROM promoted WHERE u.event_id = promoted.event_id
