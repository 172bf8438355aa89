-- The artist whom a name stands for: who was first registered under it, else whose other name it is.
SELECT a.artist_id, a.name
FROM artists AS a
WHERE a.artist_id = artist_now(coalesce(
    (SELECT b.artist_id FROM artists AS b WHERE b.artist_id = %(artist_id)s),
    (SELECT x.artist_id FROM artist_aliases AS x WHERE x.folded = %(folded)s)
))
