-- A device with its key, held until the transaction ends; of another owner's there is none. No owner: anybody's.
SELECT d.source_id, d.standing, k.thumbprint, k.jwk
FROM devices d LEFT JOIN device_keys k ON k.source_id = d.source_id AND k.replaced_at IS NULL
WHERE d.source_id = %(source_id)s AND (%(owner)s::uuid IS NULL OR d.owner_id = %(owner)s)
FOR UPDATE OF d
