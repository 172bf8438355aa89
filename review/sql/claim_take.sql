-- Takes a free case, or renews one's own; nothing where somebody else holds it.
INSERT INTO review_claims AS c (kind, key, holder, since, until)
VALUES (%(kind)s, %(key)s, %(me)s, %(now)s, %(until)s)
ON CONFLICT (kind, key) DO UPDATE SET
    since = CASE WHEN c.holder = excluded.holder AND c.until > %(now)s THEN c.since ELSE excluded.since END,
    holder = excluded.holder, until = excluded.until
WHERE c.holder = excluded.holder OR c.until <= %(now)s
RETURNING until
