"""The page of the 26 styles: one network paints what the camera sees, in any blend of them."""
