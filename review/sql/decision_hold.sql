-- A decision, held until commit, with what became of it.
SELECT d.decision_id, d.kind, d.key, d.verdict, d.second_person, d.sources, d.artists, d.appeal_id, c.outcome
FROM review_decisions d LEFT JOIN review_confirmations c USING (decision_id)
WHERE d.decision_id = %(decision_id)s
FOR UPDATE OF d
