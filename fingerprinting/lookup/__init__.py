"""Which songs audio contains, by fingerprints alone: the index, the search of clips, the passages of long audio."""
