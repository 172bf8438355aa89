DELETE FROM review_claims WHERE kind = %(kind)s AND key = %(key)s AND holder = %(me)s
