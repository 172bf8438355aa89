"""Attacks and honest people that nothing was ever tuned on: they are judged, never looked at while thresholds move."""
