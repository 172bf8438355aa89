UPDATE enrolment_codes SET tries_left = tries_left - 1 WHERE selector = %(selector)s AND tries_left > 0
