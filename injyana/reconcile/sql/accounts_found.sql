UPDATE reconciliation_accounts SET missing = missing - 1, plays = plays + %(plays)s,
    unrecognised = unrecognised + %(unrecognised)s, dead = dead + %(dead)s, duplicates = duplicates + %(duplicates)s
WHERE source_id = %(source_id)s AND hour = %(hour)s AND missing > 0
