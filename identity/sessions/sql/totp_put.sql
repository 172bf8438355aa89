-- No row where a confirmed secret is there.
WITH put AS (
    INSERT INTO totp_secrets AS t (user_id, secret_sealed, made_at) VALUES (%(user_id)s, %(secret)s, %(now)s)
    ON CONFLICT (user_id) DO UPDATE SET secret_sealed = excluded.secret_sealed, made_at = excluded.made_at
    WHERE t.confirmed_at IS NULL
    RETURNING user_id
)
SELECT u.name FROM put JOIN users u USING (user_id)
