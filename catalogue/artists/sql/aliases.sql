SELECT folded, alias FROM artist_aliases WHERE artist_id = %(artist_id)s
