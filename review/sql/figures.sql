-- What waits, by kind of case.
WITH weights AS (
    SELECT * FROM unnest(%(types)s::text[], %(weights)s::bigint[]) AS w (source_type, weight)
), members AS (
{{members}}
)
SELECT kind, count(DISTINCT key) AS cases, count(*) AS plays, min(since) AS since,
       div(sum(duration_ms * weight), %(divisor)s)::bigint AS stake_rwf
FROM members JOIN weights USING (source_type)
GROUP BY kind
