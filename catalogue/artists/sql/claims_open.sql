SELECT count(*) AS open FROM artist_claims WHERE user_id = %(user_id)s AND state = 'open'
