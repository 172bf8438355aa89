SELECT source_id, source_type, name, standing FROM devices WHERE %(station_id)s = ANY (stations) ORDER BY source_id
