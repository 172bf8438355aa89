-- Whether a detection became a play.
SELECT m.recovered_at IS NOT NULL OR u.resolved_at IS NOT NULL
FROM unrecognised_plays AS u
JOIN late_matches AS m USING (event_id)
WHERE u.event_id = %(event_id)s
