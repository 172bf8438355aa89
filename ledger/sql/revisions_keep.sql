INSERT INTO play_revisions (event_id, revision, played_at, source_id, artist_id, verdict, previous_verdict, score,
                            previous_score, reasons, made_by, human, decision_id, made_at)
VALUES (%(event_id)s, %(revision)s, %(played_at)s, %(source_id)s, %(artist_id)s, %(verdict)s, %(previous_verdict)s,
        %(score)s, %(previous_score)s, %(reasons)s, %(made_by)s, %(human)s, %(decision_id)s, %(made_at)s)
