DELETE FROM throttles WHERE subject = %(subject)s
