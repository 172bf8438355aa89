-- depends: 0010_review

ALTER TABLE review_requests RENAME TO idempotent_requests;
COMMENT ON TABLE idempotent_requests IS
    'Answers to requests with an Idempotency-Key, of every HTTP service, so that a repetition is answered and not done.';
