SELECT wrapped_with, count(*) AS people FROM person_keys GROUP BY wrapped_with ORDER BY wrapped_with
