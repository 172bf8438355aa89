-- The queue: appeals first, then by the money at stake, and the oldest first where that is equal.
WITH weights AS (
    SELECT * FROM unnest(%(types)s::text[], %(weights)s::bigint[]) AS w (source_type, weight)
), members AS (
{{members}}
), cases AS (
    SELECT kind, key, rank, min(since) AS since, count(*) AS plays, max(score) AS score, sum(duration_ms) AS heard_ms,
           div(sum(duration_ms * weight), %(divisor)s)::bigint AS stake_rwf,
           count(DISTINCT source_id) AS sources, (array_agg(DISTINCT source_id))[1:5] AS some_sources,
           count(DISTINCT artist_id) AS artists, (array_agg(DISTINCT artist_id))[1:5] AS some_artists
    FROM members JOIN weights USING (source_type)
    GROUP BY kind, key, rank
    HAVING (%(source)s::text IS NULL OR bool_or(source_id = %(source)s))
       AND (%(artist)s::text IS NULL OR bool_or(artist_id = %(artist)s))
)
SELECT cases.*, u.name AS claimed_by, c.until AS claimed_until
FROM cases
LEFT JOIN review_claims c ON c.kind = cases.kind AND c.key = cases.key AND c.until > %(now)s
LEFT JOIN users u ON u.user_id = c.holder
WHERE (%(kind)s::text IS NULL OR cases.kind = %(kind)s)
  AND (%(claimed)s::text IS NULL OR CASE %(claimed)s
        WHEN 'nobody' THEN c.holder IS NULL
        WHEN 'me' THEN c.holder = %(me)s
        ELSE c.holder <> %(me)s END)
  AND (%(rank)s::int IS NULL OR (rank, -stake_rwf, cases.since, cases.kind, cases.key)
        > (%(rank)s, -%(stake)s::bigint, %(since)s::timestamptz, %(after_kind)s::text, %(after_key)s::text))
ORDER BY rank, -stake_rwf, cases.since, cases.kind, cases.key
LIMIT %(limit)s
