-- What MusicBrainz calls a song; of another song before, it is this one's now.
INSERT INTO song_mbids (mbid, song_id, made_by)
VALUES (%(mbid)s, %(song_id)s, %(by)s)
ON CONFLICT (mbid) DO UPDATE SET song_id = excluded.song_id, made_by = excluded.made_by, made_at = now()
