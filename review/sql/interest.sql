-- Whether any of these artists or sources is the person's own.
SELECT EXISTS (SELECT FROM artists WHERE user_id = %(me)s AND artist_id = ANY (%(artists)s))
    OR EXISTS (SELECT FROM devices WHERE owner_id = %(me)s AND source_id = ANY (%(sources)s)) AS own
