h.holder_id, h.name, h.kind, h.ipi, h.isni, h.user_id, h.version, h.created_at, h.changed_at, lower(h.name) AS place
