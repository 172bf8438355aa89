DELETE FROM waiting WHERE number = ?
