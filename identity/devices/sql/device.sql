SELECT d.source_id AS device_id, d.source_type, d.name, d.standing, d.stations, d.venues, d.district,
    d.plays_per_minute, d.attestation, k.thumbprint AS key_thumbprint, k.registered_at AS key_since,
    (SELECT count(*) FROM device_fingerprints f WHERE f.source_id = d.source_id) AS fingerprints,
    d.created_at AS registered_at, d.changed_at
FROM devices d LEFT JOIN device_keys k ON k.source_id = d.source_id AND k.replaced_at IS NULL
