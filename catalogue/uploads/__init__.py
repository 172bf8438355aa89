"""Audio that people send, fingerprinted in the background."""
