UPDATE registrations SET invited_by = NULL WHERE invited_by = %(user_id)s
