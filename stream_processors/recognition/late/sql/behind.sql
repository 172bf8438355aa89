-- For how many seconds the detection that was left longest has waited to be matched.
SELECT extract(epoch FROM now() - CASE
    WHEN m.catalogue < 0 THEN u.recorded_at
    ELSE (SELECT made_at FROM catalogue_changes WHERE change_id > m.catalogue ORDER BY change_id LIMIT 1)
END)::float8
FROM late_matches AS m
JOIN unrecognised_plays AS u USING (event_id)
WHERE m.recovered_at IS NULL
ORDER BY m.catalogue
LIMIT 1
