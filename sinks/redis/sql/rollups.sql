-- Totals of the hours or days since %(since)s, which the ledger's own transaction keeps.
SELECT dimension, id, start, accepted_plays, accepted_ms, held_plays, held_ms, rejected_plays, rejected_ms
FROM play_rollups
WHERE period = %(period)s AND start >= %(since)s
