SELECT state, opened_by FROM rights_disputes
WHERE dispute_id = %(dispute_id)s AND (%(own)s::uuid IS NULL OR opened_by = %(own)s)
FOR UPDATE
