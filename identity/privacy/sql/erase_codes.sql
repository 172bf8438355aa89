DELETE FROM enrolment_codes WHERE owner_id = %(user_id)s
