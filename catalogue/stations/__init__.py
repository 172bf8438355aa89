"""Radio stations, television channels and streaming services."""
