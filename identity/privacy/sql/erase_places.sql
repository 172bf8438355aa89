-- What the person answered for waits for somebody else.
WITH artist AS (UPDATE artists SET user_id = NULL WHERE user_id = %(user_id)s),
    venue AS (UPDATE venues SET manager_id = NULL WHERE manager_id = %(user_id)s)
UPDATE stations SET operator_id = NULL WHERE operator_id = %(user_id)s
