"""The embedding space, as far as a plane can show it."""
