SELECT dimension, id, period, start, accepted_plays, accepted_ms, held_plays, held_ms, rejected_plays, rejected_ms
FROM play_rollups
WHERE start >= %(since)s AND start < %(until)s
