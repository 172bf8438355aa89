INSERT INTO catalogue_import_errors (import_id, line, field, code, message)
VALUES (%(import_id)s, %(line)s, %(field)s, %(code)s, %(message)s)
