SELECT work_id FROM works WHERE iswc = %(iswc)s
