"""A country that listens to music, made up from a seed: honest sources with their habits, and fraud among them.

Pure: no clock, no network, no files but its own table of districts. Everything is drawn from generators keyed by seed
and name, so that the same seed gives the same plays in every process (with the same libraries), and one source's habits
do not depend on another's.
"""
