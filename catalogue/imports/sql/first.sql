-- The line that had this ISRC first: this one, unless an earlier did.
INSERT INTO catalogue_import_lines (import_id, isrc, line) VALUES (%(import_id)s, %(isrc)s, %(line)s)
ON CONFLICT (import_id, isrc) DO UPDATE SET line = catalogue_import_lines.line
RETURNING line
