DELETE FROM artist_aliases WHERE artist_id = %(artist_id)s AND folded <> ALL (%(keep)s)
