"""The page that goes from all predictions to the boxes that are left, by one slider."""
