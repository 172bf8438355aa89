-- The drawn plays of a day that no person has judged.
SELECT event_id, revision FROM ({{sampled}}) sampled WHERE day = %(key)s::date
ORDER BY played_at, event_id LIMIT %(limit)s
