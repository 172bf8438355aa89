-- What the ledger alone knows of a source's batch, once its ids are forgotten. The times bound which plays it can hold.
SELECT
    (
        SELECT count(*)
        FROM play_events
        WHERE batch_id = %(batch_id)s AND source_id = %(source_id)s AND played_at BETWEEN %(since)s AND %(until)s
    ) AS recognised,
    (
        SELECT count(*)
        FROM unrecognised_plays
        WHERE batch_id = %(batch_id)s AND source_id = %(source_id)s AND resolved_at IS NULL
    ) AS unrecognised
