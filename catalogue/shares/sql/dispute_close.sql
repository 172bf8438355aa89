UPDATE rights_disputes SET state = %(state)s, resolution = %(resolution)s, closed_by = %(me)s, closed_at = now()
WHERE dispute_id = %(dispute_id)s
