INSERT INTO review_appeal_plays (appeal_id, event_id, played_at, verdict, revision)
SELECT %(appeal_id)s, * FROM unnest(%(ids)s::uuid[], %(times)s::timestamptz[], %(verdicts)s::text[], %(revisions)s::int[])
