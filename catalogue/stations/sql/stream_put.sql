INSERT INTO station_streams (stream_id, station_id, url) VALUES (%(stream_id)s, %(station_id)s, %(url)s)
ON CONFLICT (station_id, url) DO NOTHING
