INSERT INTO stations (station_id, name, kind, frequency_mhz, district, operator_id)
VALUES (%(station_id)s, %(name)s, %(kind)s, %(frequency_mhz)s, %(district)s, %(operator_id)s)
ON CONFLICT (station_id) DO UPDATE SET
    name = excluded.name,
    kind = excluded.kind,
    frequency_mhz = excluded.frequency_mhz,
    district = excluded.district,
    operator_id = excluded.operator_id,
    version = stations.version + 1,
    changed_at = now()
