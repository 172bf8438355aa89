SELECT count(*) AS waiting, min(made_at) AS oldest FROM messages WHERE to_sealed IS NOT NULL
