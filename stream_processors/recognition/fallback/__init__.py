"""Fallback: what our own catalogue does not know is asked for outside, within a budget."""
