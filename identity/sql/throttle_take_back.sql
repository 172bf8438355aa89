UPDATE throttles SET failures = greatest(failures - 1, 0), free_at = last_at WHERE subject = %(subject)s
