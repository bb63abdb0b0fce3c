"""The page of the grid: what every cell predicts, number by number."""
