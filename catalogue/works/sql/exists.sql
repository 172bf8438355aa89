SELECT FROM works WHERE work_id = %(work_id)s
