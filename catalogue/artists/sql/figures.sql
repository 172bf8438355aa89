-- Plays of some days, under every id that the artist ever had.
SELECT coalesce(sum(accepted_plays), 0)::bigint AS accepted_plays, coalesce(sum(accepted_ms), 0)::bigint AS accepted_ms,
       coalesce(sum(held_plays), 0)::bigint AS held_plays, coalesce(sum(held_ms), 0)::bigint AS held_ms,
       coalesce(sum(rejected_plays), 0)::bigint AS rejected_plays, coalesce(sum(rejected_ms), 0)::bigint AS rejected_ms,
       (SELECT array_agg(id ORDER BY id) FROM artist_ids(%(artist_id)s) AS id) AS artist_ids
FROM play_rollups
WHERE dimension = 'artist' AND period = 'day' AND id IN (SELECT artist_ids(%(artist_id)s))
  AND start BETWEEN %(first)s AND %(last)s
