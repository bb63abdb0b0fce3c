"""What is shown of a layer that has no window: a sketch, its formula, and words."""
