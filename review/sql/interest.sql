-- Whether any of these artists, also by an id that was merged, or sources is the person's own.
SELECT EXISTS (
    SELECT FROM artists AS a WHERE a.user_id = %(me)s AND ARRAY (SELECT artist_ids(a.artist_id)) && %(artists)s::text[]
)
    OR EXISTS (SELECT FROM devices WHERE owner_id = %(me)s AND source_id = ANY (%(sources)s)) AS own
