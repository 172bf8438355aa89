INSERT INTO review_versions (kind, key, version, plays, revisions, shown_at)
VALUES (%(kind)s, %(key)s, %(version)s, %(plays)s, %(revisions)s, %(now)s)
ON CONFLICT (kind, key, version) DO UPDATE SET shown_at = excluded.shown_at
