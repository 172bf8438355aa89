"""Work in the background: files that were sent, claimed by one worker at a time."""
