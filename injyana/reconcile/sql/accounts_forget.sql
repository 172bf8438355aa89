-- These hours were read again from their beginning.
DELETE FROM reconciliation_accounts WHERE hour >= %(again_from)s
