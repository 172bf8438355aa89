"""Songs by the line, from CSV."""
