INSERT INTO review_confirmations (decision_id, outcome, reason, confirmed_by, confirmed_at, skipped)
VALUES (%(decision_id)s, %(outcome)s, %(reason)s, %(me)s, %(now)s, %(skipped)s)
