INSERT INTO catalogue_imports (import_id, dry) VALUES (%(import_id)s, %(dry)s)
