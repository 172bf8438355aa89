-- The plays of each list of last plays; plays of equal time at a list's end all come, and Redis cuts them its own way.
WITH plays AS (
    SELECT event_id::text, song_id::text, artist_id::text, source_id::text, source_type::text, station_id::text,
           venue_id::text, district::text, played_at, duration_ms, verdict::text, revision
    FROM play_events
    WHERE played_at >= %(since)s AND verdict <> 'duplicate'
), lists AS (
    SELECT 'country' AS list, %(country_limit)s AS kept, rank() OVER newest AS place, plays.*
    FROM plays WINDOW newest AS (ORDER BY played_at DESC)
    UNION ALL
    SELECT 'song:' || song_id, %(each_limit)s, rank() OVER newest, plays.*
    FROM plays WINDOW newest AS (PARTITION BY song_id ORDER BY played_at DESC)
    UNION ALL
    SELECT 'source:' || source_id, %(each_limit)s, rank() OVER newest, plays.*
    FROM plays WINDOW newest AS (PARTITION BY source_id ORDER BY played_at DESC)
)
SELECT list, event_id, song_id, artist_id, source_id, source_type, station_id, venue_id, district, played_at,
       duration_ms, verdict, revision
FROM lists
WHERE place <= kept
ORDER BY list
