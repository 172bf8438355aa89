-- What the ledger alone knows of a source's batch, once its ids are forgotten.
SELECT
    (
        SELECT count(*) FROM play_events WHERE batch_id = %(batch_id)s AND source_id = %(source_id)s
    ) AS recognised,
    (
        SELECT count(*)
        FROM unrecognised_plays
        WHERE batch_id = %(batch_id)s AND source_id = %(source_id)s AND resolved_at IS NULL
    ) AS unrecognised
