SELECT line, field, code, message FROM catalogue_import_errors
WHERE import_id = %(import_id)s AND (line, field) > (%(at)s, %(after)s)
ORDER BY line, field
LIMIT %(limit)s
