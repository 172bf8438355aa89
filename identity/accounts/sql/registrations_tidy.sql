-- Registrations that nobody completed, and the keys of their addresses.
WITH gone AS (DELETE FROM registrations WHERE expires_at < %(before)s RETURNING registration_id)
DELETE FROM person_keys WHERE person_id IN (SELECT registration_id FROM gone)
