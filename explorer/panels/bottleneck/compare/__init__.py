"""With and without: the two variants drawn, counted, and held against each other."""
