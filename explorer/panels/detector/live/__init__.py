"""The page of boxes: the live picture, what was found in it, and the sliders beside it."""
