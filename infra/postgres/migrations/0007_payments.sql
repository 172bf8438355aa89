-- depends: 0006_timescale

CREATE TABLE IF NOT EXISTS payment_records (
    payment_id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    artist_id text NOT NULL REFERENCES artists,
    kind text NOT NULL CHECK (kind IN ('royalty', 'adjustment', 'fee', 'tax', 'hold', 'release', 'payout')),
    amount_rwf bigint NOT NULL CHECK (amount_rwf <> 0),
    period_start date NOT NULL,
    period_end date NOT NULL,
    run_id text NOT NULL CHECK (run_id <> ''),
    reference text NOT NULL UNIQUE CHECK (reference <> ''),
    statement_sha256 bytea CHECK (octet_length(statement_sha256) = 32),
    note text,
    recorded_by text NOT NULL CHECK (recorded_by <> ''),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT payment_records_period_is_forward CHECK (period_start <= period_end),
    CONSTRAINT payment_records_sign CHECK (
        kind = 'adjustment' OR (amount_rwf > 0) = (kind IN ('royalty', 'release')))
);
CREATE INDEX IF NOT EXISTS payment_records_by_artist ON payment_records (artist_id, period_start);
CREATE INDEX IF NOT EXISTS payment_records_by_run ON payment_records (run_id);
COMMENT ON TABLE payment_records IS 'What is owed and paid, in whole francs. Rows are only added; a mistake is put right by an adjustment.';
COMMENT ON COLUMN payment_records.payment_id IS 'Id of the record.';
COMMENT ON COLUMN payment_records.artist_id IS 'Whose money it is.';
COMMENT ON COLUMN payment_records.kind IS 'royalty and release add to what is owed; fee, tax, hold and payout take from it; adjustment does either.';
COMMENT ON COLUMN payment_records.amount_rwf IS 'Rwandan francs, which have no smaller unit; positive is owed to the artist.';
COMMENT ON COLUMN payment_records.period_start IS 'First day of the plays that it is for.';
COMMENT ON COLUMN payment_records.period_end IS 'Last day of the plays that it is for.';
COMMENT ON COLUMN payment_records.run_id IS 'The run that made it.';
COMMENT ON COLUMN payment_records.reference IS 'Natural key: recording the same payment twice is refused.';
COMMENT ON COLUMN payment_records.statement_sha256 IS 'SHA-256 of the statement that shows it.';
COMMENT ON COLUMN payment_records.note IS 'In words, where there is more to say.';
COMMENT ON COLUMN payment_records.recorded_by IS 'The account or process that recorded it.';
COMMENT ON COLUMN payment_records.recorded_at IS 'When it was recorded.';

CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation', HINT = 'Add a row that puts it right.';
END
$$;
COMMENT ON FUNCTION refuse_change() IS 'Trigger of append-only tables.';

CREATE OR REPLACE TRIGGER payment_records_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON payment_records
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
