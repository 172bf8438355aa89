-- A decision on an appeal was not applied to these plays: they wait for another one.
UPDATE review_pending SET decision_id = NULL WHERE decision_id = %(decision_id)s AND appeal_id IS NOT NULL
    AND event_id = ANY (%(ids)s)
