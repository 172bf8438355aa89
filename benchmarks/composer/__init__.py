"""A seeded composer: as many different pieces of music as an evaluation needs, and near-misses of them."""
