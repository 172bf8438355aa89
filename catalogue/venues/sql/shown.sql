v.venue_id, v.name, v.kind, v.district, v.sector, v.street, v.lat, v.lon, v.capacity, v.manager_id, v.version,
       v.created_at, v.changed_at, lower(v.name) AS place,
       (
           SELECT coalesce(jsonb_agg(jsonb_build_object('weekday', h.weekday, 'opens', h.opens, 'closes', h.closes)
                                     ORDER BY h.weekday, h.opens), '[]')
           FROM venue_hours AS h WHERE h.venue_id = v.venue_id
       ) AS hours
