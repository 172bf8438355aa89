-- Which of these ids are plays of this artist or source.
SELECT l.event_id
FROM event_ledger l JOIN play_events p ON p.event_id = l.event_id AND p.played_at = l.played_at
WHERE l.event_id = ANY (%(ids)s) AND (p.artist_id = ANY (ARRAY (SELECT artist_ids(%(artist)s))) OR p.source_id = %(source)s)
