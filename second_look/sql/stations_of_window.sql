SELECT DISTINCT source_id FROM play_events
WHERE station_id IS NOT NULL AND source_type = 'radio' AND played_at >= %(since)s AND played_at < %(until)s
ORDER BY source_id
