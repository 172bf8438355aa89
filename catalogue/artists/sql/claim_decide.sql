UPDATE artist_claims SET state = %(state)s, reason = %(reason)s, decided_at = now(), decided_by = %(by)s
WHERE claim_id = %(claim_id)s
