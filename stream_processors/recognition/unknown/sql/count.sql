-- The numbers of these recordings anew, from their hearings.
UPDATE unknown_recordings AS r
SET hearings = n.hearings, recovered = n.recovered, sources = n.sources, stations = n.stations,
    first_heard = n.first_heard, last_heard = n.last_heard
FROM (
    SELECT h.recording_id,
           count(*) FILTER (WHERE NOT h.recovered) AS hearings,
           count(*) FILTER (WHERE h.recovered) AS recovered,
           count(DISTINCT u.source_id) FILTER (WHERE NOT h.recovered) AS sources,
           coalesce(
               array_agg(DISTINCT u.station_id ORDER BY u.station_id)
                   FILTER (WHERE NOT h.recovered AND u.station_id IS NOT NULL),
               '{}'
           ) AS stations,
           min(u.played_at) FILTER (WHERE NOT h.recovered) AS first_heard,
           max(u.played_at) FILTER (WHERE NOT h.recovered) AS last_heard
    FROM unknown_hearings AS h
    JOIN unrecognised_plays AS u USING (event_id)
    WHERE h.recording_id = ANY (%(ids)s)
    GROUP BY h.recording_id
) AS n
WHERE r.recording_id = n.recording_id
