-- Who else works on a case that any of these held plays belongs to.
WITH held AS (
{{held}}
)
SELECT u.name AS claimed_by, c.until AS claimed_until
FROM held
JOIN review_claims c ON c.until > %(now)s AND c.holder <> %(me)s
    AND c.kind = CASE WHEN finding_id IS NULL THEN 'source' ELSE 'finding' END
    AND c.key = coalesce(finding_id::text, source_id || E'\x1f' || artist_id)
JOIN users u ON u.user_id = c.holder
WHERE event_id = ANY (%(ids)s)
ORDER BY c.until DESC LIMIT 1
