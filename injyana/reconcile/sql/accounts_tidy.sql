DELETE FROM reconciliation_accounts WHERE hour < %(before)s AND missing = 0
