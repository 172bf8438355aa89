-- What became of the accepted ids of a batch.
SELECT
    (SELECT count(*) FROM event_ledger WHERE event_id = ANY(%(ids)s) AND outcome = 'play') AS recognised,
    (SELECT count(*) FROM event_ledger WHERE event_id = ANY(%(ids)s) AND outcome = 'unrecognised') AS unrecognised,
    (
        SELECT count(DISTINCT letter.event_id)
        FROM dead_letters AS letter
        WHERE letter.event_id = ANY(%(ids)s)
            AND letter.state <> 'replayed'
            AND NOT EXISTS (SELECT FROM event_ledger AS ledger WHERE ledger.event_id = letter.event_id)
    ) AS dead_letters
