INSERT INTO artist_claims (claim_id, artist_id, user_id, evidence)
VALUES (%(claim_id)s, %(artist_id)s, %(user_id)s, %(evidence)s)
