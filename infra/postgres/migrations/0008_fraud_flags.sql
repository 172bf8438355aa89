-- depends: 0007_payments

ALTER TABLE fraud_flags DROP CONSTRAINT IF EXISTS fraud_flags_severity_check;
ALTER TABLE fraud_flags ADD CONSTRAINT fraud_flags_severity_check CHECK (severity IN ('note', 'hold', 'reject'));
ALTER TABLE fraud_flags ADD COLUMN IF NOT EXISTS contributions jsonb NOT NULL DEFAULT '[]';
COMMENT ON COLUMN fraud_flags.severity IS 'What the hit does: a note does nothing and is kept to be compared.';
COMMENT ON COLUMN fraud_flags.contributions IS 'The features that a model found most unusual, each with its value and the range that is normal.';
COMMENT ON COLUMN fraud_flags.rules_version IS 'Version of the rules, or of the model.';
