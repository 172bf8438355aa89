SELECT purpose, version, language, given, said_at FROM consents WHERE person_id = %(user_id)s ORDER BY consent_id
