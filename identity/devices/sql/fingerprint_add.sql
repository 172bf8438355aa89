-- Remembers a fingerprint that is new for the device, unless it has had too many.
INSERT INTO device_fingerprints (source_id, fingerprint, first_seen_at)
SELECT %(source_id)s, %(fingerprint)s, %(now)s
WHERE (SELECT count(*) FROM device_fingerprints WHERE source_id = %(source_id)s) < %(most)s
ON CONFLICT DO NOTHING
