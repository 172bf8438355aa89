SELECT count(*) FROM waiting
