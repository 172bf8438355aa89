-- Moves revised plays between the counts of windows, all of which are there since the plays were first counted.
UPDATE play_rollups r SET
    accepted_plays = r.accepted_plays + w.accepted_plays, accepted_ms = r.accepted_ms + w.accepted_ms,
    held_plays = r.held_plays + w.held_plays, held_ms = r.held_ms + w.held_ms,
    rejected_plays = r.rejected_plays + w.rejected_plays, rejected_ms = r.rejected_ms + w.rejected_ms
FROM revised_windows w
WHERE (r.dimension, r.period, r.start, r.id) = (w.dimension, w.period, w.start, w.id)
