SELECT r.right_type, r.state, r.holder_id, h.name AS holder, r.parts_per_million
FROM rights_on(%(song_id)s::text, %(work_id)s::text, %(day)s) AS r
LEFT JOIN rights_holders AS h USING (holder_id)
WHERE %(song_id)s::text IS NOT NULL OR r.right_type = 'composition'
ORDER BY r.right_type, r.parts_per_million DESC, h.name, r.holder_id
