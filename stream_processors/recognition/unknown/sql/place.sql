UPDATE unknown_hearings AS h
SET recording_id = t.recording_id, linked_to = t.linked_to, offset_items = t.offset_items, z = t.z,
    searched = t.searched AND NOT h.recovered
FROM unnest(%(events)s::uuid[], %(recordings)s::uuid[], %(linked)s::uuid[], %(offsets)s::int[], %(z)s::real[],
            %(searched)s::boolean[]) AS t (event_id, recording_id, linked_to, offset_items, z, searched)
WHERE h.event_id = t.event_id
