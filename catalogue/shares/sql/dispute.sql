SELECT {{dispute_columns}} FROM rights_disputes AS d WHERE d.dispute_id = %(dispute_id)s
