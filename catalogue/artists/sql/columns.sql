a.artist_id, a.name, a.version, a.user_id IS NOT NULL AS claimed, a.created_at, a.changed_at, lower(a.name) AS place,
       ARRAY (
           SELECT x.alias FROM artist_aliases AS x WHERE x.artist_id = a.artist_id AND lower(x.alias) <> lower(a.name)
           UNION
           SELECT m.name FROM artists AS m
           WHERE m.artist_id IN (SELECT artist_ids(a.artist_id)) AND lower(m.name) <> lower(a.name)
           ORDER BY 1
       ) AS aliases,
       (SELECT count(*) FROM songs AS s WHERE s.artist_id = a.artist_id) AS songs
