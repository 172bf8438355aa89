INSERT INTO unrecognised_plays SELECT * FROM staged_unrecognised
