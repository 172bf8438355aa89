"""Listens to one radio station and reports which songs it played, from when to when."""
