SELECT s.split_id, s.right_type, lower(s.valid) AS since, upper(s.valid) AS until, s.made_at, s.withdrawn_at,
       (
           SELECT jsonb_agg(jsonb_build_object(
               'holder_id', p.holder_id, 'holder', h.name, 'parts_per_million', p.parts_per_million
           ) ORDER BY p.parts_per_million DESC, p.holder_id)
           FROM rights_parts AS p JOIN rights_holders AS h USING (holder_id) WHERE p.split_id = s.split_id
       ) AS parts
FROM rights_splits AS s
WHERE coalesce(s.song_id, s.work_id) = %(id)s
ORDER BY s.made_at DESC, lower(s.valid) DESC, s.split_id
LIMIT %(limit)s
