c.client_id, c.source_id, d.source_type, c.name, d.stations, d.district, d.plays_per_minute, c.scopes, c.standing,
c.secret_hash IS NOT NULL AS has_secret, c.public_key, c.made_at, c.changed_at, c.used_at
FROM service_accounts c JOIN devices d USING (source_id)
