-- Adds the new plays to the rollups. In the order of the key, so that two workers never wait for each other.
INSERT INTO play_rollups AS r (dimension, period, start, id, accepted_plays, accepted_ms, held_plays, held_ms,
                               rejected_plays, rejected_ms)
SELECT * FROM unnest(%s::text[], %s::text[], %s::timestamptz[], %s::text[], %s::bigint[], %s::bigint[], %s::bigint[],
                     %s::bigint[], %s::bigint[], %s::bigint[]) AS w (dimension, period, start, id)
ORDER BY dimension, period, start, id
ON CONFLICT (dimension, period, start, id) DO UPDATE SET
    accepted_plays = r.accepted_plays + excluded.accepted_plays, accepted_ms = r.accepted_ms + excluded.accepted_ms,
    held_plays = r.held_plays + excluded.held_plays, held_ms = r.held_ms + excluded.held_ms,
    rejected_plays = r.rejected_plays + excluded.rejected_plays, rejected_ms = r.rejected_ms + excluded.rejected_ms
