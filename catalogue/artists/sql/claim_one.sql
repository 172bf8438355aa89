SELECT {{claim_columns}} FROM artist_claims AS c JOIN artists AS a USING (artist_id) WHERE c.claim_id = %(claim_id)s
