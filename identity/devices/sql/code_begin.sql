-- Takes a row for a new code, also one whose code has ended; nothing where another code holds it.
INSERT INTO enrolment_codes (selector, code_hash, owner_id, source_type, name, stations, venues, district, made_at,
    expires_at, tries_left)
VALUES (%(selector)s, %(code_hash)s, %(owner_id)s, %(source_type)s, %(name)s, %(stations)s, %(venues)s, %(district)s,
    %(now)s, %(expires_at)s, %(tries)s)
ON CONFLICT (selector) DO UPDATE SET
    code_hash = excluded.code_hash, owner_id = excluded.owner_id, source_type = excluded.source_type,
    name = excluded.name, stations = excluded.stations, venues = excluded.venues, district = excluded.district,
    made_at = excluded.made_at, expires_at = excluded.expires_at, tries_left = excluded.tries_left,
    used_at = NULL, source_id = NULL
WHERE enrolment_codes.expires_at < %(now)s - interval '1 day' AND enrolment_codes.code_hash <> excluded.code_hash
