SELECT asked FROM fallback_days WHERE service = %(service)s AND day = %(day)s
