-- Where each of the given ids is: one row for each place that holds it.
-- All dead letters of an id are one place; one that was replayed is none, since its record is somewhere else by now.
-- The place of an id that the ledger holds is the ledger. A letter beside it is another place only while it waits and
-- is of the same request; one of another request is an item that was sent again, and would be a duplicate.
WITH here AS (
    SELECT event_id, outcome, played_at FROM event_ledger WHERE event_id = ANY (%(ids)s::uuid[])
), letters AS (
    SELECT event_id, state, substring(headers::text FROM '"traceparent", "[0-9a-f]{2}-([0-9a-f]{32})-') AS trace_id
    FROM dead_letters WHERE event_id = ANY (%(ids)s::uuid[]) AND state <> 'replayed'
)
SELECT event_id::text, outcome FROM here
UNION
SELECT event_id::text, 'dead' FROM letters LEFT JOIN here USING (event_id)
WHERE here.event_id IS NULL
   OR letters.state = 'waiting' AND (letters.trace_id = coalesce(
        (SELECT trace_id FROM play_events p WHERE p.event_id = here.event_id AND p.played_at = here.played_at),
        (SELECT trace_id FROM unrecognised_plays u WHERE u.event_id = here.event_id)
   )) IS NOT FALSE
