-- What the person lately rejected alone for these artists, in francs.
SELECT coalesce(sum(stake_rwf), 0)::bigint AS stake_rwf
FROM review_decisions
WHERE decided_by = %(me)s AND decided_at > %(since)s AND verdict = 'rejected' AND NOT second_person
  AND artists && %(artists)s
