-- Holds the finding until commit, so that no play is held for a state of it that is gone.
SELECT FROM fraud_findings
WHERE finding_id = %(finding_id)s AND record_partition = %(record_partition)s AND record_offset = %(record_offset)s
FOR SHARE
