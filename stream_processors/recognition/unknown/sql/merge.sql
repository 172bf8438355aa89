-- The hearings of recordings that turned out to be another one.
UPDATE unknown_hearings AS h
SET recording_id = t.winner
FROM unnest(%(losers)s::uuid[], %(winners)s::uuid[]) AS t (loser, winner)
WHERE h.recording_id = t.loser
