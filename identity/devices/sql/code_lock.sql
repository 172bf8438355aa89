-- The row of a code, held until the transaction ends: of two devices with one code, the second waits and comes too late.
SELECT code_hash, owner_id, source_type, name, stations, venues, district, expires_at, tries_left, used_at, source_id,
    (SELECT standing = 'active' FROM users WHERE user_id = owner_id) AS owner_active
FROM enrolment_codes WHERE selector = %(selector)s FOR UPDATE
