INSERT INTO consents (person_id, purpose, version, language, text_sha256, given, said_at)
VALUES (%(person_id)s, %(purpose)s, %(version)s, %(language)s, %(digest)s, %(given)s, %(now)s)
