UPDATE rights_splits SET withdrawn_at = now(), withdrawn_by = %(by)s WHERE split_id = %(split_id)s
