-- What was on its way at the last run is counted anew.
UPDATE reconciliation_accounts SET accepted = accepted - in_flight, in_flight = 0 WHERE in_flight > 0
