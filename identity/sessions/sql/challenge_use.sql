UPDATE sign_in_challenges SET used_at = now() WHERE challenge_hash = %(challenge_hash)s AND used_at IS NULL
