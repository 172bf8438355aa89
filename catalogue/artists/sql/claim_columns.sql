c.claim_id, c.artist_id, a.name AS artist, c.user_id, c.evidence, c.state, c.reason, c.made_at, c.decided_at
