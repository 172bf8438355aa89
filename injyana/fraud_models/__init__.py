"""What `injyana fraud` shows, and the simulated plays that it can train on."""
