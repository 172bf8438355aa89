"""Late matching: what matched no song is matched again when songs are registered or changed."""
