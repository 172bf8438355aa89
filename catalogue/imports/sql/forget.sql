DELETE FROM catalogue_import_lines WHERE import_id = %(import_id)s
