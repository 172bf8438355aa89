SELECT {{claim_columns}}
FROM artist_claims AS c JOIN artists AS a USING (artist_id)
WHERE (%(own)s::uuid IS NULL OR c.user_id = %(own)s) AND (%(state)s::text IS NULL OR c.state = %(state)s)
  AND (%(at)s::timestamptz IS NULL OR (c.made_at, c.claim_id) < (%(at)s, %(after)s))
ORDER BY c.made_at DESC, c.claim_id DESC
LIMIT %(limit)s
