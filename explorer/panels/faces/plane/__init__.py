"""Faces as points of a plane: placed, zoomed, pointed at."""
