-- The claimed row, unless it was claimed by another one since.
SELECT ask_id FROM fallback_asks WHERE ask_id = %(ask_id)s AND attempts = %(attempts)s AND outcome IS NULL FOR UPDATE
