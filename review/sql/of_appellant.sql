    -- Of the appellant; an artist's also by an id that was merged.
    (a.appellant = %(appellant)s::text AND (
        a.appellant_id = %(appellant_id)s::text
        OR a.appellant = 'artist' AND a.appellant_id IN (SELECT artist_ids(%(appellant_id)s::text))
    ))
