TRUNCATE staged_plays, staged_revisions, moved_plays
