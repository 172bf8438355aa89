-- Closes gaps of a kind between two moments that this run, which looked there, did not find.
UPDATE reconciliation_gaps SET closed_at = %(now)s
WHERE closed_at IS NULL AND kind = ANY (%(kinds)s) AND at >= %(since)s AND at < %(until)s AND seen_at < %(now)s
