"""Two pictures, and whether they are of one person."""
