UPDATE catalogue_imports
SET line = %(line)s, added = added + %(added)s, changed = changed + %(changed)s, unchanged = unchanged + %(unchanged)s,
    repeated = repeated + %(repeated)s, wrong = wrong + %(wrong)s
WHERE import_id = %(import_id)s
