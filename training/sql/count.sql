SELECT count(*) FROM play_events
WHERE played_at >= %(since)s AND played_at < %(until)s AND received_at < %(until)s
