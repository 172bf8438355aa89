INSERT INTO venues (venue_id, name, kind, district, sector, street, lat, lon, capacity, opens, closes, manager_id)
VALUES (%(venue_id)s, %(name)s, %(kind)s, %(district)s, %(sector)s, %(street)s, %(lat)s, %(lon)s, %(capacity)s,
        %(opens)s, %(closes)s, %(manager_id)s)
ON CONFLICT (venue_id) DO UPDATE SET
    name = excluded.name,
    kind = excluded.kind,
    district = excluded.district,
    sector = excluded.sector,
    street = excluded.street,
    lat = excluded.lat,
    lon = excluded.lon,
    capacity = excluded.capacity,
    opens = excluded.opens,
    closes = excluded.closes,
    manager_id = excluded.manager_id,
    version = venues.version + 1,
    changed_at = now()
