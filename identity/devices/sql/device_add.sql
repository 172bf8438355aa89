INSERT INTO devices (source_id, source_type, name, stations, venues, district, attestation, owner_id, created_at,
    changed_at)
VALUES (%(source_id)s, %(source_type)s, %(name)s, %(stations)s, %(venues)s, %(district)s, %(attestation)s,
    %(owner_id)s, %(now)s, %(now)s)
