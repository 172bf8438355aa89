INSERT INTO reconciliation_accounts AS a
    (source_id, hour, accepted, plays, unrecognised, dead, duplicates, in_flight, missing)
VALUES (%(source_id)s, %(hour)s, %(accepted)s, %(plays)s, %(unrecognised)s, %(dead)s, %(duplicates)s, %(in_flight)s,
        %(missing)s)
ON CONFLICT (source_id, hour) DO UPDATE SET
    accepted = a.accepted + excluded.accepted, plays = a.plays + excluded.plays,
    unrecognised = a.unrecognised + excluded.unrecognised, dead = a.dead + excluded.dead,
    duplicates = a.duplicates + excluded.duplicates, in_flight = a.in_flight + excluded.in_flight,
    missing = a.missing + excluded.missing
