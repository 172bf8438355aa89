SELECT free_at FROM throttles WHERE subject = %(subject)s
