"""Programs that listen for themselves and report what they hear."""
