-- Totals of each minute since %(since)s, recounted from the ledger by the dimensions of kernel/dimensions.py.
SELECT d.dimension,
       d.id,
       date_trunc('minute', p.played_at, 'UTC') AS start,
       count(*) FILTER (WHERE p.verdict = 'accepted')                               AS accepted_plays,
       coalesce(sum(p.duration_ms) FILTER (WHERE p.verdict = 'accepted'), 0)::bigint AS accepted_ms,
       count(*) FILTER (WHERE p.verdict = 'held')                                   AS held_plays,
       coalesce(sum(p.duration_ms) FILTER (WHERE p.verdict = 'held'), 0)::bigint     AS held_ms,
       count(*) FILTER (WHERE p.verdict = 'rejected')                               AS rejected_plays,
       coalesce(sum(p.duration_ms) FILTER (WHERE p.verdict = 'rejected'), 0)::bigint AS rejected_ms
FROM play_events p
CROSS JOIN LATERAL (VALUES
    ('song', p.song_id::text),
    ('artist', p.artist_id::text),
    ('source_type', p.source_type::text),
    ('country', 'RW'),
    ('station', p.station_id::text),
    ('venue', p.venue_id::text),
    ('district', p.district::text)
) AS d (dimension, id)
WHERE p.played_at >= %(since)s AND p.verdict <> 'duplicate' AND d.id <> ''
GROUP BY d.dimension, d.id, start
