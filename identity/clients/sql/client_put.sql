INSERT INTO service_accounts (client_id, source_id, name, scopes, made_by, made_at, changed_at)
VALUES (%(client_id)s, %(source_id)s, %(name)s, %(scopes)s, %(made_by)s, %(now)s, %(now)s)
