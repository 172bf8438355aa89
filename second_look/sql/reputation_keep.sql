-- Until it counts, a reputation may be computed again.
INSERT INTO reputations (source_id, since, good, bad, floor, version)
VALUES (%(source_id)s, %(since)s, %(good)s, %(bad)s, %(floor)s, %(version)s)
ON CONFLICT (source_id, since) DO UPDATE SET
    good = excluded.good, bad = excluded.bad, floor = excluded.floor, version = excluded.version,
    computed_at = excluded.computed_at
