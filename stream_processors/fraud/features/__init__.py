"""What is known of a source's habits, and the figures that a model judges them by."""
