-- Holds the ids until commit. In their order, so that two callers, or a caller and the sink, never wait for each other.
SELECT event_id, outcome, played_at FROM event_ledger WHERE event_id = ANY (%(ids)s) ORDER BY event_id FOR UPDATE
