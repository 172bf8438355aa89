SELECT count(*) AS open FROM rights_disputes WHERE opened_by = %(me)s AND state = 'open'
