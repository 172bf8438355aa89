UPDATE enrolment_codes SET used_at = %(now)s, source_id = %(source_id)s WHERE selector = %(selector)s
