INSERT INTO play_events SELECT * FROM staged_plays
