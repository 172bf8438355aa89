"""Who has which part of the rights in songs and works, and who says otherwise."""
