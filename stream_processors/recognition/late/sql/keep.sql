UPDATE late_matches AS m
SET catalogue = %(version)s, recovered_at = t.recovered_at, song_id = t.song_id
FROM unnest(%(ids)s::uuid[], %(times)s::timestamptz[], %(songs)s::text[]) AS t (event_id, recovered_at, song_id)
WHERE m.event_id = t.event_id
