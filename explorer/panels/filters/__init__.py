"""Filters & Feature Maps: edge filters, pooling, the maps of real networks, what excites a unit."""
