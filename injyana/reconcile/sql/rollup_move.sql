-- Moves the counts by a difference, in the order of the measures.
UPDATE play_rollups SET
    accepted_plays = accepted_plays + (%(change)s::bigint[])[1], accepted_ms = accepted_ms + (%(change)s::bigint[])[2],
    held_plays = held_plays + (%(change)s::bigint[])[3], held_ms = held_ms + (%(change)s::bigint[])[4],
    rejected_plays = rejected_plays + (%(change)s::bigint[])[5], rejected_ms = rejected_ms + (%(change)s::bigint[])[6]
WHERE dimension = %(dimension)s AND period = %(period)s AND start = %(start)s AND id = %(id)s
