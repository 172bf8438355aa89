INSERT INTO messages (message_id, person_id, channel, to_sealed, text_sealed, made_at, expires_at, next_at)
VALUES (%(message_id)s, %(person_id)s, %(channel)s, %(to)s, %(text)s, %(now)s, %(expires_at)s, %(now)s)
