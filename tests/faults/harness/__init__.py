"""Drives a real stack while things break, and accounts for every acknowledged play afterwards."""
