"""Musical works, which songs are recordings of."""
