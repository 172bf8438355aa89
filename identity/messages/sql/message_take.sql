-- Leases what is due; whoever dies with a lease leaves it to others when that has run out.
UPDATE messages SET next_at = %(now)s + %(lease)s, attempts = attempts + 1
WHERE message_id IN (
    SELECT message_id FROM messages
    WHERE to_sealed IS NOT NULL AND next_at <= %(now)s
    ORDER BY next_at LIMIT %(limit)s
    FOR UPDATE SKIP LOCKED
)
RETURNING message_id, person_id, channel, attempts, made_at, expires_at
