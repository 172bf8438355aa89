-- Sources as they are published: what is registered, whose they are, when their venues open, and what they earned.
SELECT d.source_id, d.source_type, d.name, d.standing, d.stations, d.venues, d.district, d.plays_per_minute,
       d.attestation, k.thumbprint AS key_thumbprint,
       (
           SELECT f.fingerprint FROM device_fingerprints f
           WHERE f.source_id = d.source_id ORDER BY f.first_seen_at DESC, f.fingerprint LIMIT 1
       ) AS fingerprint,
       (SELECT count(*) FROM device_fingerprints f WHERE f.source_id = d.source_id) AS fingerprints,
       date_trunc('milliseconds', d.created_at) AS registered_at, a.artist_id AS owner_artist_id,
       (
           SELECT json_agg(json_build_object(
               'venue_id', v.venue_id,
               'opens', (extract(epoch FROM v.opens) / 60)::int,
               'closes', (extract(epoch FROM v.closes) / 60)::int
           ) ORDER BY v.venue_id)
           FROM venues v WHERE v.venue_id = ANY (d.venues) AND v.opens IS NOT NULL AND v.closes IS NOT NULL
       ) AS opening_hours,
       (
           SELECT json_agg(json_build_object(
               'since', extract(epoch FROM r.since), 'good', r.good, 'bad', r.bad, 'floor', r.floor
           ) ORDER BY r.since)
           FROM (
               SELECT since, good, bad, floor FROM reputations
               WHERE reputations.source_id = d.source_id ORDER BY since DESC LIMIT %(reputations)s
           ) r
       ) AS reputations,
       d.changed_at
FROM devices d
LEFT JOIN artists a ON a.user_id = d.owner_id
LEFT JOIN device_keys k ON k.source_id = d.source_id AND k.replaced_at IS NULL
WHERE %(ids)s::text[] IS NULL OR d.source_id = ANY (%(ids)s)
ORDER BY d.source_id
