-- Keeps a decision with what was known of its finding and sources.
INSERT INTO review_decisions (decision_id, kind, key, appeal_id, version, verdict, reason, decided_by, decided_at,
                              second_person, plays, stake_rwf, tariffs_version, sources, artists, evidence)
VALUES (%(decision_id)s, %(kind)s, %(key)s, %(appeal_id)s, %(version)s, %(verdict)s, %(reason)s, %(me)s, %(now)s,
        %(second_person)s, %(plays)s, %(stake_rwf)s, %(tariffs_version)s, %(sources)s, %(artists)s,
        jsonb_build_object(
            'findings', (
                SELECT coalesce(jsonb_agg(to_jsonb(f) - 'record_partition' - 'record_offset'), '[]')
                FROM fraud_findings f WHERE f.finding_id = ANY (%(findings)s::uuid[])
            ),
            'sources', (
                SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'source_id', s.source_id, 'standing', d.standing, 'source_type', d.source_type,
                    'reputation', (
                        SELECT jsonb_build_object('since', r.since, 'good', r.good, 'bad', r.bad, 'floor', r.floor,
                                                  'version', r.version)
                        FROM reputations r WHERE r.source_id = s.source_id ORDER BY r.since DESC LIMIT 1
                    )) ORDER BY s.source_id), '[]')
                FROM unnest(%(sources)s::text[]) AS s (source_id) LEFT JOIN devices d ON d.source_id = s.source_id
            )
        ))
