INSERT INTO fraud_flags SELECT * FROM staged_flags ON CONFLICT (flag_id) DO NOTHING
