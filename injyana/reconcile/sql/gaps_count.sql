SELECT kind, count(*) FROM reconciliation_gaps WHERE closed_at IS NULL GROUP BY kind
