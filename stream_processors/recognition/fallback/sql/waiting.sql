SELECT count(*) FROM fallback_asks WHERE service = %(service)s AND outcome IS NULL
