SELECT c.holder, u.name AS claimed_by, c.until AS claimed_until
FROM review_claims c JOIN users u ON u.user_id = c.holder
WHERE c.kind = %(kind)s AND c.key = %(key)s AND c.until > %(now)s
