"""Who is credited: names, claims, merges, figures."""
