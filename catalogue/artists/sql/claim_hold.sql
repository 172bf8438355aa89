-- A claim as it is, locked; with own, only that person's. The artist is the one that the claimed id stands for now.
SELECT c.claim_id, c.state, c.user_id, artist_now(c.artist_id) AS artist_id, u.role, u.standing,
       (SELECT x.artist_id FROM artists AS x WHERE x.user_id = c.user_id) AS has_artist
FROM artist_claims AS c JOIN users AS u USING (user_id)
WHERE c.claim_id = %(claim_id)s AND (%(own)s::uuid IS NULL OR c.user_id = %(own)s)
FOR UPDATE OF c
