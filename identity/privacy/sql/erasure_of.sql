-- Apart from the lock of the person, since a statement that waited for one sees other tables as they were before.
SELECT erased_at FROM erasures WHERE person_id = %(user_id)s
