SELECT began_at, ended_at, waits_for FROM reconciliations ORDER BY run_id DESC LIMIT 1
