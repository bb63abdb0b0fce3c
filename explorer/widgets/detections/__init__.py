"""Boxes on pictures: drawn, named, compared, suppressed, and where a network's output has them."""
