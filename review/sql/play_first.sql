-- A play, if it is one that the caller may see.
SELECT p.event_id, p.played_at, p.received_at, p.source_id, p.artist_id, p.song_id, p.verdict, p.revision, p.score,
       p.previous_verdict, p.revised_at, p.reasons, p.scored_by
FROM event_ledger l JOIN play_events p ON p.event_id = l.event_id AND p.played_at = l.played_at
WHERE l.event_id = %(event_id)s AND (%(everything)s OR p.artist_id = ANY (ARRAY (SELECT artist_ids(%(artist)s))) OR p.source_id = %(source)s)
