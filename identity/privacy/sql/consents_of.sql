-- The newest of each purpose.
SELECT DISTINCT ON (purpose) purpose, version, language, given, said_at
FROM consents WHERE person_id = %(person_id)s
ORDER BY purpose, consent_id DESC
