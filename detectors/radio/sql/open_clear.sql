DELETE FROM open_plays
