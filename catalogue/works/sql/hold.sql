SELECT title, iswc, version FROM works WHERE work_id = %(work_id)s FOR UPDATE
