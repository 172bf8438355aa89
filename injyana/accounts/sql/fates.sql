-- Where each of the given ids ended: one row for each place that holds it.
SELECT event_id::text, outcome FROM event_ledger WHERE event_id = ANY (%(ids)s::uuid[])
UNION ALL
SELECT event_id::text, 'dead' FROM dead_letters WHERE event_id = ANY (%(ids)s::uuid[])
