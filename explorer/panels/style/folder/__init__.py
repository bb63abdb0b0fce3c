"""A whole folder of pictures, painted one after the other."""
