INSERT INTO works (work_id, title, iswc) VALUES (%(work_id)s, %(title)s, %(iswc)s)
