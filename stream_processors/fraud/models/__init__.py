"""Anomaly models, scored in plain numpy from exported arrays: the same bits for any number of rows, on any thread."""
