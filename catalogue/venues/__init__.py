"""Places that play music."""
