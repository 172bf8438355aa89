"""What audio files contain: songs of the catalogue, or of a folder."""
