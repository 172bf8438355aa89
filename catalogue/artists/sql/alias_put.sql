INSERT INTO artist_aliases (folded, artist_id, alias) VALUES (%(folded)s, %(artist_id)s, %(alias)s)
ON CONFLICT (folded) DO UPDATE SET alias = excluded.alias
