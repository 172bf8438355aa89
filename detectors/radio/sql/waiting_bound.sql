-- All but the newest so many.
DELETE FROM waiting WHERE number NOT IN (SELECT number FROM waiting ORDER BY number DESC LIMIT ?)
