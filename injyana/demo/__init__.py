"""The demonstration: real music through the whole system."""
