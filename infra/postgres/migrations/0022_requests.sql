-- depends: 0010_review

DO $$
BEGIN
    IF to_regclass('idempotent_requests') IS NULL THEN
        ALTER TABLE review_requests RENAME TO idempotent_requests;
    ELSE
        DROP TABLE review_requests;  -- made again by what went before, applied again
    END IF;
END
$$;
COMMENT ON TABLE idempotent_requests IS
    'Answers to requests with an Idempotency-Key, of every HTTP service, so that a repetition is answered and not done.';
