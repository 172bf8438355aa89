-- Ids of the given sources that nobody sent: stored, and not among the given ids.
SELECT event_id::text FROM play_events WHERE source_id = ANY (%(sources)s) AND NOT event_id = ANY (%(ids)s::uuid[])
UNION ALL
SELECT event_id::text FROM unrecognised_plays WHERE source_id = ANY (%(sources)s) AND NOT event_id = ANY (%(ids)s::uuid[])
