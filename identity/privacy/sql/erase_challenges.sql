DELETE FROM sign_in_challenges WHERE user_id = %(user_id)s
