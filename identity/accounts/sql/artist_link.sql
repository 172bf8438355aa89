-- Gives the artist, or the one that it turned out to be, to the person; nothing where somebody has it.
UPDATE artists SET user_id = %(user_id)s WHERE artist_id = artist_now(%(artist_id)s) AND user_id IS NULL
RETURNING artist_id
