t.station_id, t.name, t.kind, t.frequency_mhz::double precision AS frequency_mhz, t.district, t.operator_id, t.version,
       t.created_at, t.changed_at, lower(t.name) AS place,
       ARRAY (SELECT x.url FROM station_streams AS x WHERE x.station_id = t.station_id ORDER BY x.url) AS streams
