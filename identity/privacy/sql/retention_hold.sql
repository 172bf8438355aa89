SELECT done_before FROM retention_marks WHERE job = %(job)s FOR UPDATE
