SELECT outbox_put(%(topic)s, %(key)s, %(value)s)
